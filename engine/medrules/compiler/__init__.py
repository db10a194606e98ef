"""From packs as written to one program: named stages, every diagnostic collected."""
