"""The rules of ``benchmarks/rules`` as somebody would write them who needs no rules engine."""
