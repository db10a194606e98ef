"""The plain function, with the exact decimals that medrules counts in."""

from benchmarks.contenders.model import Contender, common
from benchmarks.handwritten.complete import answer


def make() -> Contender:
    title = "hand-written Python, exact decimals"
    return Contender("by-hand-exact", title, "by hand", dict, answer, common)
