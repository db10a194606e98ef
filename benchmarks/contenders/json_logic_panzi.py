"""panzi-json-logic (Python): one rule for each conclusion, written as JSON once."""

from typing import Any

from benchmarks.contenders.model import Contender, common, nested

Json = Any


def var(path: str) -> Json:
    return {"var": path}


def has(member: str, path: str) -> Json:
    return {"in": [member, var(path)]}


def at_least(path: str, bound: float) -> Json:
    return {">=": [var(path), bound]}


def both(*operands: Json) -> Json:
    return {"and": list(operands)}


def either(*operands: Json) -> Json:
    return {"or": list(operands)}


def no(operand: Json) -> Json:
    return {"!": [operand]}


def equal(path: str, value: object) -> Json:
    return {"===": [var(path), value]}


def one_of(path: str, *members: str) -> Json:
    return {"in": [var(path), list(members)]}


def choose(*steps: Json) -> Json:
    return {"if": list(steps)}


def total(*steps: tuple[Json, int]) -> Json:
    return {"+": [{"if": [condition, points, 0]} for condition, points in steps]}


def gather(*steps: tuple[Json, str]) -> Json:
    return {"merge": [{"if": [condition, member, []]} for condition, member in steps]}


LATE = ("fellow", "junior", "senior")
FUNDED = equal("house.funding", "full")
UNFUNDED = equal("house.funding", "none")

RULES: tuple[tuple[str, Json], ...] = (
    (
        "standing",
        choose(
            either(
                both(
                    at_least("person.teaching_years", 5), one_of("person.stage", "junior", "senior")
                ),
                both(at_least("person.papers", 30), one_of("person.stage", *LATE)),
            ),
            "strong",
            either(at_least("person.teaching_years", 3), at_least("person.papers", 10)),
            "good",
            either(has("curriculum", "person.activities"), has("assessment", "person.activities")),
            "fair",
            "weak",
        ),
    ),
    (
        "credit",
        total(
            (has("curriculum", "person.activities"), 3),
            (has("assessment", "person.activities"), 2),
            (
                both(at_least("person.teaching_years", 2), has("simulation", "person.activities")),
                2,
            ),
            (has("supervision", "person.activities"), 1),
            (at_least("person.papers", 20), 4),
            (both(at_least("person.papers", 5), {"<": [var("person.papers"), 20]}), 2),
            (var("person.on_leave"), -2),
        ),
    ),
    (
        "signals",
        gather(
            (both(has("leadership", "person.motives"), one_of("person.stage", *LATE)), "leader"),
            (either(at_least("person.papers", 10), equal("person.role", "researcher")), "scholar"),
            (
                both(has("teach-well", "person.motives"), no(equal("person.role", "researcher"))),
                "teacher",
            ),
            (has("repair-cv", "person.motives"), "mender"),
            (
                both(has("peers", "person.motives"), no(has("leadership", "person.motives"))),
                "follower",
            ),
        ),
    ),
    (
        "secure",
        either(
            equal("person.contract", "permanent"),
            both(equal("person.contract", "fixed-term"), var("house.chair_agrees")),
        ),
    ),
    ("hours_total", {"*": [var("course.hours"), var("course.weeks")]}),
    (
        "share",
        choose(
            FUNDED,
            0,
            UNFUNDED,
            var("course.price"),
            {"max": [0, {"-": [var("course.price"), var("house.amount")]}]},
        ),
    ),
    (
        "time_fits",
        both(no(var("person.on_leave")), {">=": [var("person.hours"), var("course.hours")]}),
    ),
    (
        "money_fits",
        either(
            {">=": [var("person.budget"), var("share")]},
            both(
                var("house.chair_agrees"),
                {">=": [{"*": [var("person.budget"), 2]}, var("share")]},
            ),
        ),
    ),
    (
        "backing",
        choose(
            both(FUNDED, var("house.protected")),
            "strong",
            either(no(UNFUNDED), both(var("house.protected"), var("house.chair_agrees"))),
            "some",
            "none",
        ),
    ),
    ("depth", choose(at_least("credit", 7), "high", at_least("credit", 3), "medium", "low")),
    (
        "burden",
        {"+": [{"*": [var("hours_total"), 0.5]}, {"*": [var("course.weeks"), 2]}]},
    ),
    (
        "direction",
        choose(
            either(
                both(has("leader", "signals"), one_of("standing", "good", "strong")),
                both(has("scholar", "signals"), equal("depth", "high")),
            ),
            "clear",
            either(has("teacher", "signals"), one_of("depth", "medium", "high")),
            "partly",
            "unclear",
        ),
    ),
    (
        "obstacles",
        gather(
            (no(var("time_fits")), "time"),
            (no(var("money_fits")), "money"),
            (both(no(var("secure")), one_of("course.level", "masters", "doctorate")), "contract"),
            (both(has("mender", "signals"), no(has("teacher", "signals"))), "motive"),
        ),
    ),
    (
        "score",
        {
            "+": [
                {"*": [var("credit"), 10]},
                {"*": [var("burden"), -0.25]},
                choose(equal("direction", "clear"), 20, 0),
            ]
        },
    ),
    (
        "outcome",
        choose(
            either(
                has("motive", "obstacles"),
                both(equal("direction", "unclear"), {"<": [var("score"), 0]}),
            ),
            "no",
            both(
                equal("direction", "clear"),
                no(either(has("time", "obstacles"), has("money", "obstacles"))),
                no(equal("backing", "none")),
            ),
            "apply",
            both(equal("direction", "clear"), at_least("score", 30)),
            "apply-later",
            both(equal("direction", "partly"), {"<=": [var("burden"), 300]}),
            "short-course",
            "ask",
        ),
    ),
)


def make() -> Contender:
    from json_logic import jsonLogic

    def run(person: dict[str, Any]) -> dict[str, Any]:
        scope = dict(person)
        for name, rule in RULES:
            scope[name] = jsonLogic(rule, scope)
        return scope

    return Contender("json-logic", "panzi-json-logic", "peer", nested, run, common)
