"""The answer as a person reads it: assembled once as blocks, then laid out as text or Markdown."""
