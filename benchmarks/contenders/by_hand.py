"""The plain function, with binary numbers as most Python code has them: the floor."""

from benchmarks.contenders.model import Contender, binary, common
from benchmarks.handwritten.complete import answer


def make() -> Contender:
    return Contender("by-hand", "hand-written Python", "by hand", binary, answer, common)
