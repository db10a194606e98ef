"""The plain function that knows what is not known: the floor where facts are missing."""

from benchmarks.contenders.model import Contender, binary, common
from benchmarks.handwritten.partial import answer


def make() -> Contender:
    return Contender("by-hand", "hand-written Python", "by hand", binary, answer, common)
