"""A pack's own tests: facts, what must follow from them, and which rules the tests reach."""
