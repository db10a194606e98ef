"""What went wrong, where, why and what to do: one type for every stage, and its renderings."""
