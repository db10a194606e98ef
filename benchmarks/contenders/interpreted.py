"""The interpreter: every value, and what became of every rule; whoever asks reads it later."""

from benchmarks.contenders.model import Answer, Contender
from benchmarks.profiles import CONCLUSIONS, profile_of, program
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Run
from medrules.ir.values import UNKNOWN


def values_of(run: Run) -> Answer:
    """The conclusions; None is what is not known."""
    values = run.values
    return {path: None if values[path] is UNKNOWN else values[path] for path in CONCLUSIONS}


def make() -> Contender:
    machine = prepare(program())
    title = "interpreter, traced"
    return Contender("run", title, "medrules", profile_of, machine.run, values_of)
