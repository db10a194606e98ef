"""A program as rulesets of durable_rules: those of each stratum, small enough for it to load.

In: a checked program. Out: ``Scope``s: the rules of one stratum that are matched together, as
``Ruleset``s in the form that durable_rules reads. Refused: nothing.

Rules without ``for`` are matched once in a run, rules over a record list once for each record. A rule
of medrules is one rule of durable_rules for each alternative in which it fires, and one for each in
which it is still open. The limits are those of durable_rules 2.0.28, kept well below: it never
finishes loading 513 conditions on one parent, follows at most 64 conditions that hold of one fact,
and remembers 256 rules that end in the same condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from medrules.ir.expr import Var
from medrules.ir.program import Program, Rule, Stratum
from medrules.ir.walk import walk
from medrules.record import Record
from medrules.targets.durable.antecedents import Alternative, Antecedents, Form, Test
from medrules.targets.durable.subjects import ALWAYS, Subject, escaped

MAX_RULES = 200
"""Of durable_rules, in one ruleset."""
MAX_SUBJECTS = 300
"""Facts that one ruleset asks about."""
MAX_TESTS = 48
"""On one fact, in one ruleset."""

Definition: TypeAlias = dict[str, dict[str, object]]
"""Rules of durable_rules by name, as its JSON has them."""


class Ruleset(Record):
    """Some rules of a scope. ``facts`` names what they ask about."""

    rules: Definition
    facts: frozenset[str]


class Scope(Record):
    """Rules of one stratum over the same records, or over none (``list_path`` is empty).

    ``places`` are positions in ``Program.rules``. ``outside`` are the subjects that are the same for
    every record, ``inside`` those that are not; ``variables`` are the names of the record in the latter.
    """

    list_path: str
    places: tuple[int, ...]
    outside: tuple[Subject, ...]
    inside: tuple[Subject, ...]
    variables: tuple[str, ...]
    rulesets: tuple[Ruleset, ...]


def scopes_of(program: Program, stratum: Stratum) -> tuple[Scope, ...]:
    """The rules of a stratum by what they are matched for; a recursive one has each rule alone.

    There a rule is judged again whenever what it reads has grown, and the others then are not.
    """
    if stratum.recursive:
        return tuple(_scope(program, (place,)) for place in stratum.rules)
    found: dict[str, list[int]] = {}
    for place in stratum.rules:
        found.setdefault(_list_of(program.rules[place]), []).append(place)
    return tuple(_scope(program, tuple(places)) for places in found.values())


def place_and_form(name: str) -> tuple[int, Form]:
    """The position of the rule, and what is the case, by the name of a rule of durable_rules."""
    place, form, _ = name.split(" ", 2)
    return int(place), Form.TRUE if form == "fires" else Form.OPEN


def _list_of(rule: Rule) -> str:
    return rule.loop.list_path if rule.loop else ""


def _scope(program: Program, places: tuple[int, ...]) -> Scope:
    asked = Antecedents()
    written: list[tuple[str, Alternative]] = []
    for place in places:
        rule = program.rules[place]
        for form in (Form.TRUE, Form.OPEN):
            for number, one in enumerate(asked.of(rule.condition, form)):
                written.append((_name(place, rule, form, number), one))
    variables = {loop.variable for place in places if (loop := program.rules[place].loop)}
    outside: list[Subject] = []
    inside: list[Subject] = []
    for subject in asked.subjects.values():
        bound = any(isinstance(node, Var) and node.name in variables for node in walk(subject.expr))
        (inside if bound else outside).append(subject)
    return Scope(
        _list_of(program.rules[places[0]]),
        places,
        tuple(outside),
        tuple(inside),
        tuple(sorted(variables)),
        tuple(_packed(written)),
    )


def _name(place: int, rule: Rule, form: Form, number: int) -> str:
    word = "fires" if form is Form.TRUE else "open"
    return f"{place} {word} {number} {escaped(rule.id)}"


def _packed(written: list[tuple[str, Alternative]]) -> Iterator[Ruleset]:
    """The rules in order, with a new ruleset where one more would be too many for the last."""
    rules: Definition = {}
    tests: dict[str, set[tuple[Test, ...]]] = {}
    for name, one in written:
        mine = _by_fact(one)
        room = len(rules) < MAX_RULES and len(tests.keys() | mine.keys()) <= MAX_SUBJECTS
        room = room and all(
            sum(map(len, tests.get(fact, set()) | {wanted})) <= MAX_TESTS
            for fact, wanted in mine.items()
        )
        if rules and not room:
            yield Ruleset(rules, frozenset(tests))
            rules, tests = {}, {}
        for fact, wanted in mine.items():
            tests.setdefault(fact, set()).add(wanted)
        rules[name] = _rule(mine)
    if rules:
        yield Ruleset(rules, frozenset(tests))


def _by_fact(one: Alternative) -> dict[str, tuple[Test, ...]]:
    """The tests by the fact that they are about, in a fixed order, so that rules share them."""
    found: dict[str, list[Test]] = {}
    for name, test in sorted(one):
        found.setdefault(name, []).append(test)
    return {name: tuple(tests) for name, tests in found.items()} or {ALWAYS: ()}


def _rule(tests: dict[str, tuple[Test, ...]]) -> dict[str, object]:
    patterns = [
        {f"m_{place}": {"$and": [{"fact": fact}, *map(_test, wanted)]}}
        for place, (fact, wanted) in enumerate(tests.items())
    ]
    # One fact may stand for several of them; by default it would not.
    return {"all": patterns, "dist": 0}


def _test(test: Test) -> dict[str, object]:
    op, field, code = test
    return {field: code} if op == "$eq" else {op: {field: code}}
