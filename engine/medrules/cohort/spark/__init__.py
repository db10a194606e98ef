"""A cohort on Apache Spark: the same query, the same answers, on as many machines as there are."""
