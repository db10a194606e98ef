"""Explanations: why a conclusion is what it is, and why it is not something else."""
