"""clipspy: a rule for each, which adds to a global; the band is asserted last."""

from typing import Any

from benchmarks.contenders.model import Answer, Contender
from benchmarks.growth import BANDS, rules
from benchmarks.profiles import Facts


def make(count: int) -> Contender:
    import clips

    environment = clips.Environment()
    environment.build("(deftemplate person (slot code) (multislot beside) (slot level))")
    environment.build("(deftemplate answer (slot total) (slot band))")
    environment.build("(defglobal ?*total* = 0)")
    for place, (code, beside, least, points) in enumerate(rules(count)):
        held = f"(beside $? {code} $?)" if beside else f"(code {code})"
        environment.build(
            f"(defrule r{place} (person {held} (level ?l&:(>= ?l {least})))"
            f" => (bind ?*total* (+ ?*total* {points})))"
        )
    tests = " else (if (>= ?*total* {least}) then (bind ?band {band})"
    bands = "".join(tests.format(least=least, band=band) for band, least in BANDS)[6:]
    bands += ")" * len(BANDS)
    environment.build(
        f"(defrule close (declare (salience -10)) (person) => (bind ?band none) {bands}"
        " (assert (answer (total ?*total*) (band ?band))))"
    )
    person = environment.find_template("person")
    answer = environment.find_template("answer")

    def prepare(facts: Facts) -> dict[str, Any]:
        return {
            "code": clips.Symbol(facts["code"]),
            "beside": [clips.Symbol(one) for one in facts["beside"]],  # type: ignore[union-attr]
            "level": facts["level"],
        }

    def run(facts: dict[str, Any]) -> dict[str, Any]:
        environment.reset()
        person.assert_fact(**facts)
        environment.run()
        return dict(next(answer.facts()))

    def read(found: dict[str, Any]) -> Answer:
        return {"total": found["total"], "band": str(found["band"])}

    return Contender("clips", "clipspy (CLIPS)", "peer", prepare, run, read)
