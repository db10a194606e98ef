"""A small program about choosing courses, with every reason for and against something in it.

In: facts. Out: ``WORLD`` and ``answer(facts)``. Refused: nothing.
"""

from __future__ import annotations

from interpreter.building import (
    COLOURS,
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    either,
    fact,
    field,
    holds,
    no,
    parameter,
    program,
    record_list,
    records,
    ref,
    rule,
    some,
    span,
    where,
)
from medrules.evaluating import evaluate
from medrules.explain.proof import Node, Proof, children_of
from medrules.ir.evaluation import Evaluation, Plain, Profile
from medrules.ir.program import Change, Cite, Option, Policy, Program, Retired, Source
from medrules.ir.types import INTEGER, TEXT, NumberType, SetType

COLOUR_SET = SetType(COLOURS)
USD = NumberType("USD")

SOURCE = Source(
    "paper",
    "A paper",
    "A. Author",
    "A journal",
    "2026-01-08",
    "",
    "",
    "https://example.org/paper",
    "moderate",
    "",
    (("A", "Decision flow"),),
    "test",
    span(),
)

_RETIRED = rule(
    "level",
    "high",
    ref("wants"),
    id="test/old",
    because=("An old reason.",),
).replace(title="Old rule")

WORLD: Program = program(
    facts=[
        fact("wants", title="Wants it", question="Do you want it?"),
        fact("paid", title="Paid"),
        fact("money", USD, title="Money", question="How much is there?"),
        fact("colours", COLOUR_SET, title="Colours"),
        fact("courses[].name", TEXT, title="Name"),
        fact("courses[].price", USD, title="Price", question="What does it cost?"),
        fact("courses[].good", title="Good"),
    ],
    deriveds=[
        derived("ready").replace(title="Ready"),
        derived("level", LEVELS).replace(title="Level"),
        derived("first", LEVELS, Policy.FIRST).replace(title="First"),
        derived("best", LEVELS, Policy.PRIORITY, None, ("high", "medium", "low")).replace(
            title="Best"
        ),
        derived("signs", COLOUR_SET, Policy.COLLECT).replace(title="Signs"),
        derived("courses[].cheap").replace(title="Cheap"),
        derived("courses[].rank", INTEGER).replace(title="Rank"),
        derived("any_cheap").replace(title="Something cheap"),
    ],
    rules=[
        rule("ready", True, both(ref("wants"), ref("paid")), because=("Wanted and paid for.",)),
        rule(
            "level", "high", ref("ready"), because=("All is ready.",), cites=(Cite("paper", "A"),)
        ),
        rule(
            "level",
            "low",
            no(ref("ready")),
            because=("Not ready, with ", ref("money", USD), " there."),
            cites=(Cite("", "our own judgement"),),
        ),
        rule("first", "medium", ref("wants"), because=("Wanted.",)),
        rule("first", "high", ref("paid"), because=("Paid.",)),
        rule("best", "low", ref("wants"), because=("Wanted.",)),
        rule("best", "high", ref("paid"), because=("Paid.",)),
        rule(
            "signs",
            "red",
            compare("<", ref("money", USD), ref("limit", USD)),
            because=("There is ", ref("money", USD), ", less than ", ref("limit", USD), "."),
        ),
        rule(
            "signs",
            "blue",
            either(holds(ref("colours", COLOUR_SET), "blue"), ref("wants")),
            because=("Blue, among ", ref("colours", COLOUR_SET), "."),
        ),
        rule(
            "courses[].cheap",
            True,
            compare("<", field("course", "courses", "price", USD), ref("limit", USD)),
            loop=("course", "courses"),
            because=(field("course", "courses", "name", TEXT), " costs little."),
        ),
        rule(
            "courses[].rank",
            call(
                "+",
                const(1),
                call(
                    "count",
                    where(
                        records("courses", price=USD),
                        compare(
                            "<",
                            field("item", "courses", "price", USD),
                            field("course", "courses", "price", USD),
                        ),
                    ),
                ),
                kind=INTEGER,
            ),
            loop=("course", "courses"),
            because=("One more than are cheaper.",),
        ),
        rule(
            "any_cheap",
            True,
            some(
                "c",
                records("courses"),
                both(field("c", "courses", "cheap"), field("c", "courses", "good")),
            ),
            because=("Something is cheap and good.",),
        ),
    ],
    lists=[record_list("courses", given_by="both", absent="empty")],
    options=[
        Option("courses", "brought", (("name", "Brought"), ("price", 50)), (), "test", span(90))
    ],
    parameters=[
        parameter("limit", 100, USD).replace(
            title="Limit",
            cites=(Cite("paper", ""),),
            changes=(Change("other", "2.0.0", "value", "80", "100", "Prices rose.", span(91)),),
        )
    ],
    sources=[SOURCE],
    retired=[
        Retired("test/old", "other", "2.0.0", "It was wrong.", span(92), (_RETIRED,)),
        Retired("test/bare", "other", "2.0.0", "Nobody needs it.", span(93)),
    ],
)


def answer(
    values: dict[str, Plain] | None = None,
    courses: tuple[dict[str, Plain], ...] = (),
    made: Program = WORLD,
) -> Evaluation:
    """Evaluate the program on these facts."""
    places = {path: span(40 + number) for number, path in enumerate(values or {})}
    lists = {"courses": courses} if courses else {}
    return evaluate(made, Profile(dict(values or {}), lists, places))


def nodes(proof: Proof) -> list[Node]:
    """Every node of a proof, parents first."""
    waiting: list[Node] = [proof.root]
    found: list[Node] = []
    while waiting:
        node = waiting.pop(0)
        found.append(node)
        waiting = [*children_of(node), *waiting]
    return found
