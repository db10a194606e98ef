"""The rules compiled to Python: the same flat dict in as by hand, a flat dict out."""

from collections.abc import Mapping

from benchmarks.contenders.model import Answer, Contender
from benchmarks.profiles import CONCLUSIONS, program
from medrules.ir.values import UNKNOWN
from medrules.targets.python import compiled


def known(found: Mapping[str, object]) -> Answer:
    """The conclusions; None is what is not known."""
    return {path: None if found[path] is UNKNOWN else found[path] for path in CONCLUSIONS}


def make() -> Contender:
    function = compiled(program()).function
    return Contender("generated", "generated Python", "medrules", dict, function, known)
