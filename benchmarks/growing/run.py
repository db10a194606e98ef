"""The traced interpreter."""

from benchmarks.contenders.model import Answer, Contender
from benchmarks.growth import program
from benchmarks.profiles import profile_of
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Run


def make(count: int) -> Contender:
    machine = prepare(program(count))

    def read(found: Run) -> Answer:
        return {"total": found.values["total"], "band": found.values["band"]}

    return Contender("run", "interpreter, traced", "medrules", profile_of, machine.run, read)
