"""A readable document of a pack: what it says, as headings, paragraphs, lists, tables and drawings."""
