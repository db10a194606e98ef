"""Two versions of a pack side by side: what is written otherwise, and whose answers change."""
