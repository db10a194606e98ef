"""Profiles: reading what is given about one person, its schema, and a starter to fill in."""
