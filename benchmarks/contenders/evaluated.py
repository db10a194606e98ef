"""``evaluate``, the public door, without a look at its conclusions."""

from benchmarks.contenders.interpreted import values_of
from benchmarks.contenders.model import Contender
from benchmarks.profiles import profile_of, program
from medrules import Evaluation, Profile, evaluate


def make() -> Contender:
    rules = program()

    def run(profile: Profile) -> Evaluation:
        return evaluate(rules, profile)

    title = "evaluate(), conclusions not read"
    return Contender("evaluate", title, "medrules", profile_of, run, lambda one: values_of(one.run))
