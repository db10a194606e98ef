"""The language server: what an editor shows of a pack while it is written."""
