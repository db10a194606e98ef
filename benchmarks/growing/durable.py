"""durable_rules: a rule for each; the last one closes the sum."""

from typing import Any

from benchmarks.contenders.model import Answer, Contender, plain
from benchmarks.growth import BANDS, rules
from benchmarks.profiles import Facts

NAME = "growth"


def make(count: int) -> Contender:
    from durable.lang import assert_fact, delete_state, item, m, pri, ruleset, when_all

    known: dict[str, Any] = {}

    def adding(points: int) -> Any:
        def act(_: Any) -> None:
            known["total"] += points

        return act

    def close(_: Any) -> None:
        known["band"] = next(band for band, least in BANDS if known["total"] >= least)

    with ruleset(NAME):
        for code, beside, least, points in rules(count):
            held = m.beside.anyItem(item == code) if beside else m.code == code
            when_all(pri(1), held & (m.level >= least))(adding(points))
        when_all(pri(2), m.level >= 0)(close)

    def prepare(facts: Facts) -> dict[str, Any]:
        return {"id": 1, "sid": 1, **{name: plain(value) for name, value in facts.items()}}

    def run(person: dict[str, Any]) -> dict[str, Any]:
        known["total"] = 0
        assert_fact(NAME, person)
        delete_state(NAME, 1)
        return known

    def read(found: dict[str, Any]) -> Answer:
        return {"total": found["total"], "band": found["band"]}

    return Contender("durable", "durable_rules", "peer", prepare, run, read)
