"""Two versions of a pack, compared."""
