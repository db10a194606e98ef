"""What differs between two versions of a pack, written as text, Markdown or JSON."""
