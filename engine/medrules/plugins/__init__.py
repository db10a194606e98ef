"""How packs are found: hooks for distributions, and the search for those that are installed."""
