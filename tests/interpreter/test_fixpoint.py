"""Recursive strata: sets that follow from each other, with and without missing facts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.interpreter import rulecode
from medrules.interpreter.closures import compiled
from medrules.interpreter.frame import Code, Frame
from medrules.ir.evaluation import Run
from medrules.ir.expr import Expr
from medrules.ir.program import Policy as P
from medrules.ir.program import Program, Rule
from medrules.ir.types import TEXT, EnumType, SetType
from medrules.ir.values import UNKNOWN

from .building import (
    both,
    derived,
    fact,
    field,
    holds,
    program,
    record_list,
    records,
    ref,
    rule,
    run,
    some,
)  # fmt: skip

U = UNKNOWN
COURSES = EnumType("course", tuple("abcdef"))
SET = SetType(COURSES)

NEEDS = {"f": "e", "e": "d", "d": "c", "b": "a"}
"""Each course needs another one first."""


def needs(path: str = "needed") -> list[Rule]:
    return [rule(path, before, holds(ref(path, SET), course)) for course, before in NEEDS.items()]


def closure_of(*extra: Rule, default: tuple[str, ...] = ()) -> Program:
    wanted = [
        rule("needed", course, holds(ref("wanted", SET), course)) for course in COURSES.members
    ]
    return program(
        [fact("wanted", SET), fact("more"), fact("other")],
        [derived("needed", SET, P.COLLECT, default or None), derived("hard")],
        [
            *needs(),
            *wanted,
            *extra,
            rule("hard", True, holds(ref("needed", SET), "c")),
        ],
    )


def verdicts(made: Program, found: Run) -> dict[str, str]:
    return {made.rules[one.rule].id: one.verdict for one in found.firings}


def test_prerequisites_of_prerequisites() -> None:
    found = run(closure_of(), {"wanted": frozenset({"f"})})
    assert found.values["needed"] == frozenset("fedc")
    assert found.values["hard"] is True
    found = run(closure_of(), {"wanted": frozenset({"b"})})
    assert found.values["needed"] == frozenset("ab")
    assert found.values["hard"] is False


def test_nothing_wanted_is_the_default() -> None:
    assert run(closure_of(), {"wanted": frozenset()}).values["needed"] == frozenset()
    made = closure_of(default=("a",))
    assert run(made, {"wanted": frozenset()}).values["needed"] == frozenset("a")
    assert run(made, {"wanted": frozenset("d")}).values["needed"] == frozenset("dc")


def test_what_follows_from_what_is_given_fires_though_more_may_come() -> None:
    made = closure_of(rule("needed", "a", ref("more")))
    found = run(made, {"wanted": frozenset({"e"})})
    assert found.values["needed"] is U
    told = verdicts(made, found)
    assert told["test/rule-2"] == "fired"  # e needs d
    assert told["test/rule-3"] == "fired"  # d needs c
    assert told["test/rule-1"] == "unknown"  # f may yet come, as far as the set shows
    assert run(made, {"wanted": frozenset({"e"}), "more": False}).values["needed"] == frozenset(
        "edc"
    )


def test_an_undecided_member_that_is_there_anyway_does_not_matter() -> None:
    made = closure_of(rule("needed", "d", ref("more")))
    assert run(made, {"wanted": frozenset({"f"})}).values["needed"] == frozenset("fedc")


def test_two_sets_that_feed_each_other() -> None:
    made = program(
        [fact("start"), fact("open")],
        [derived("x", SET, P.COLLECT), derived("y", SET, P.COLLECT)],
        [
            rule("x", "a", ref("start")),
            rule("y", "b", holds(ref("x", SET), "a")),
            rule("x", "c", holds(ref("y", SET), "b")),
            rule("y", "d", both(holds(ref("x", SET), "c"), ref("open"))),
            rule("x", "e", holds(ref("y", SET), "d")),
        ],
    )
    found = run(made, {"start": True, "open": True}).values
    assert (found["x"], found["y"]) == (frozenset("ace"), frozenset("bd"))
    found = run(made, {"start": True, "open": False}).values
    assert (found["x"], found["y"]) == (frozenset("ac"), frozenset("b"))
    partial = run(made, {"start": True})
    assert (partial.values["x"], partial.values["y"]) == (U, U)
    assert [one.verdict for one in partial.firings] == [
        "fired", "fired", "fired", "unknown", "unknown",
    ]  # fmt: skip
    nothing = run(made, {"start": False}).values
    assert (nothing["x"], nothing["y"]) == (frozenset(), frozenset())


def test_a_circle_alone_gives_nothing() -> None:
    made = program(
        [],
        [derived("x", SET, P.COLLECT)],
        [
            rule("x", "a", holds(ref("x", SET), "b")),
            rule("x", "b", holds(ref("x", SET), "a")),
        ],
    )
    assert run(made).values["x"] == frozenset()


def test_only_rules_that_read_what_grew_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = closure_of()
    judged: dict[int, int] = {}

    def counting(expr: Expr) -> Code:
        code = compiled(expr)

        def counted(frame: Frame) -> object:
            judged[id(expr)] = judged.get(id(expr), 0) + 1
            return code(frame)

        return counted

    monkeypatch.setattr(rulecode, "compiled", counting)
    found = run(made, {"wanted": frozenset("b")})
    assert found.values["needed"] == frozenset("ab")
    times = [judged[id(one.condition)] for one in made.rules[:10]]
    assert times[4:] == [1] * 6
    assert max(times[:4]) <= 3


def test_records_that_feed_each_other() -> None:
    taught = field("other", "people", "knows", SET)
    made = program(
        [fact("people[].name", TEXT), fact("people[].learnt", SET), fact("people[].teaches")],
        [derived("people[].knows", SET, P.COLLECT)],
        [
            rule(
                "people[].knows",
                "a",
                holds(field("p", "people", "learnt", SET), "a"),
                loop=("p", "people"),
            ),
            rule(
                "people[].knows",
                "b",
                some(
                    "other",
                    records("people", knows=SET),
                    both(holds(taught, "a"), field("other", "people", "teaches")),
                ),
                loop=("p", "people"),
            ),
        ],
        [record_list("people")],
    )
    found = run(
        made,
        people=(
            {"learnt": frozenset("a"), "teaches": True},
            {"learnt": frozenset(), "teaches": False},
        ),
    )
    assert [one["knows"] for one in found.records["people"]] == [frozenset("ab"), frozenset("b")]
    partial = run(
        made,
        people=({"learnt": frozenset("a")}, {"learnt": frozenset(), "teaches": False}),
    )
    assert [one["knows"] for one in partial.records["people"]] == [U, U]
    assert "people" not in run(made).records


@st.composite
def growing(draw: st.DrawFn) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """Rules as (set, member it adds, set it reads, member it needs, fact it needs)."""
    one = st.tuples(
        st.sampled_from(["x", "y"]),
        st.sampled_from(COURSES.members),
        st.none() | st.sampled_from(["x", "y"]),
        st.sampled_from(COURSES.members),
        st.none() | st.sampled_from(["f", "g", "h"]),
    )
    return draw(st.lists(one, min_size=1, max_size=10))


@settings(max_examples=150, deadline=None)
@given(growing(), st.fixed_dictionaries({name: st.booleans() for name in "fgh"}), st.data())
def test_any_such_program_comes_to_its_least_fixpoint(drawn, facts, data) -> None:
    rules = []
    for path, adds, reads, needs_, fact_ in drawn:
        parts = [holds(ref(reads, SET), needs_)] if reads else []
        parts += [ref(fact_)] if fact_ else []
        rules.append(rule(path, adds, both(*parts) if len(parts) == 2 else next(iter(parts), None)))
    made = program(
        [fact(name) for name in "fgh"],
        [derived("x", SET, P.COLLECT), derived("y", SET, P.COLLECT)],
        rules,
    )
    least: dict[str, set[str]] = {"x": set(), "y": set()}
    for _ in range(len(drawn) + 1):
        for path, adds, reads, needs_, fact_ in drawn:
            if (not reads or needs_ in least[reads]) and (not fact_ or facts[fact_]):
                least[path].add(adds)
    full = run(made, facts)
    assert {path: full.values[path] for path in least} == least
    given_ = data.draw(st.sets(st.sampled_from("fgh")))
    little = run(made, {name: facts[name] for name in given_})
    for path in least:
        assert little.values[path] is U or little.values[path] == least[path]
    for before, after in zip(little.firings, full.firings, strict=True):
        assert before.verdict in ("unknown", after.verdict)
