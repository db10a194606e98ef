"""The rules by hand for whole cohorts: NumPy, Polars, C; the SQL stands in ``benchmarks.handwritten``."""
