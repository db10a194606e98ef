"""Packs as written: folders of TOML, read into definitions that still know where they stand."""
