"""The rules of ``benchmarks.growth`` for each contender, in any number: ``make(count)``."""
