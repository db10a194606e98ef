"""FEEL: syntax, printing and types."""
