"""The rules compiled to Python."""

from collections.abc import Mapping

from benchmarks.contenders.model import Answer, Contender
from benchmarks.growth import program
from medrules.targets.python import compiled


def make(count: int) -> Contender:
    function = compiled(program(count)).function

    def read(found: Mapping[str, object]) -> Answer:
        return {"total": found["total"], "band": found["band"]}

    return Contender("generated", "generated Python", "medrules", dict, function, read)
