"""``evaluate`` with every conclusion read: its status, its rules, and what is open settled."""

from benchmarks.contenders.model import Answer, Contender
from benchmarks.profiles import CONCLUSIONS, profile_of, program
from medrules import Conclusion, Evaluation, Profile, evaluate
from medrules.ir.values import UNKNOWN


def make() -> Contender:
    rules = program()

    def run(profile: Profile) -> tuple[Evaluation, list[Conclusion]]:
        found = evaluate(rules, profile)
        return found, list(found.conclusions.values())

    def read(result: tuple[Evaluation, list[Conclusion]]) -> Answer:
        # What is settled although a fact is missing is more than the run alone knows; the others
        # cannot say that, so that the comparison is of the run.
        values = result[0].run.values
        return {path: None if values[path] is UNKNOWN else values[path] for path in CONCLUSIONS}

    title = "evaluate(), every conclusion read and settled"
    return Contender("answer", title, "medrules", profile_of, run, read)
