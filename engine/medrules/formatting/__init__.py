"""The canonical layout of a pack's files: one way to write the same thing, comments kept."""
