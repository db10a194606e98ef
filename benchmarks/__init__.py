"""Benchmarks: medrules beside hand-written code and beside its peers, in one run."""
