"""Many profiles at once: reading them in, answering them in a database, and what became of them."""
