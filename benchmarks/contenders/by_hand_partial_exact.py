"""The plain function that knows what is not known, with exact decimals."""

from benchmarks.contenders.model import Contender, common
from benchmarks.handwritten.partial import answer


def make() -> Contender:
    title = "hand-written Python, exact decimals"
    return Contender("by-hand-exact", title, "by hand", dict, answer, common)
