"""Text files as read: bounded reading, TOML with positions, spans."""
