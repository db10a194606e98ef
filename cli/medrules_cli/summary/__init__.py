"""A summary of a cohort, written for people and for programs."""
