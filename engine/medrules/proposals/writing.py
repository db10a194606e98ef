"""New cases as TOML, laid out as ``medrules pack fmt`` lays out.

In: a proposal, and the names that the pack's cases have. Out: the text of a file for ``cases/``.
Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.cases.goals import Goal
from medrules.formatting.layout import format_toml
from medrules.formatting.values import key_text, quoted
from medrules.ir.evaluation import Interval, Plain, Settlement
from medrules.ir.types import SetType, Type
from medrules.ir.writing import plain
from medrules.lint.examples import Example
from medrules.proposals.choosing import Candidate, Facts
from medrules.proposals.expected import Expected, expected
from medrules.proposals.propose import Proposal
from medrules.proposals.telling import name_of, short_id, story_of
from medrules.source.text import SourceFile

MOST_POSSIBLE = 12
"""Longer lists of what is still possible are not written out."""

HEAD = """\
# Proposed by medrules pack cases --missing: what the rules say today of people that no case had shown.
# Read each one. If the answer is right: agreed = true, with by = "…" (a role) and on = a date. If it is
# not: correct the expectation, and then the rule.
"""


def cases_text(proposal: Proposal, taken: set[str]) -> str:
    """The whole file; ``taken`` are names that no new case may have."""
    writer = _Writer(proposal, set(taken))
    text = HEAD + "".join(f"\n{one}" for case in proposal.cases for one in writer.case(case))
    return format_toml(SourceFile("cases/missing.toml", text + "\n"), "cases")


class _Writer:
    def __init__(self, proposal: Proposal, taken: set[str]) -> None:
        self.goals = proposal.goals
        self.taken = taken
        program = self.goals.program
        self.types: dict[str, Type] = {item.path: item.type for item in program.parameters}
        self.types.update((item.path, item.type) for item in program.facts)
        self.types.update((item.path, item.type) for item in program.derived)
        self.order = {
            goal: place
            for place, goal in enumerate([*self.goals.rules, *self.goals.edges, *self.goals.terms])
        }

    def case(self, case: Candidate) -> Iterator[str]:
        own = sorted(case.goals, key=lambda goal: self.order[goal])
        answer = expected(self.goals, Example(case.facts).profile(), own)
        yield "\n[[cases]]"
        yield f"name = {quoted(self._name(own))}"
        yield f"story = {quoted(story_of(self.goals.program, case.facts))}"
        yield "agreed = false"
        yield from self._given(case.facts)
        yield from self._expect(answer)

    def _name(self, own: list[Goal]) -> str:
        name = base = name_of(self.goals, own)
        number = 2
        while name in self.taken:
            name = f"{base} ({number})"
            number += 1
        self.taken.add(name)
        return name

    def _given(self, facts: Facts) -> Iterator[str]:
        if any("[" not in path for path in facts):
            yield "[cases.given]"
        last = ""
        # What stands under the header of a record would belong to it, so records come last.
        for path, value in sorted(facts.items(), key=lambda fact: "[" in fact[0]):
            head, inside, rest = path.partition("[")
            at, _, name = rest.partition("].")
            if inside:
                record = f"{head}[{at}]"
                if record != last:
                    yield f"[[cases.given.{head}]]"
                last = record
            key = name if inside else path
            kind = self.types[f"{head}[].{name}" if inside else path]
            yield f"{key} = {_value(value, kind)}"

    def _expect(self, answer: Expected) -> Iterator[str]:
        if answer.conclusions:
            yield "[cases.expect]"
        for path, settlement in answer.conclusions.items():
            yield f"{key_text((path,))} = {self._settlement(path, settlement)}"
        if answer.fired or answer.not_fired:
            yield "[cases.rules]"
        for key, rules in (("fired", answer.fired), ("not_fired", answer.not_fired)):
            if rules:
                names = ", ".join(quoted(short_id(self.goals, one)) for one in rules)
                yield f"{key} = [{names}]"

    def _settlement(self, path: str, found: Settlement) -> str:
        head, inside, rest = path.partition("[")
        kind = self.types[f"{head}[]{rest.partition(']')[2]}" if inside else path]
        if found.status == "settled":
            return "{ nothing = true }" if found.value is None else _value(found.value, kind)
        parts = [f"status = {quoted(found.status)}"]
        if found.value:
            parts.insert(0, f"value = {_value(found.value, kind)}")
        if found.exact:
            parts += _possible(found.possible, kind)
            if found.missing:
                parts.append(f"missing = [{', '.join(quoted(one) for one in found.missing)}]")
        return f"{{ {', '.join(parts)} }}"


def _possible(possible: tuple[Plain, ...] | Interval, kind: Type) -> list[str]:
    if isinstance(possible, Interval):
        bounds = f"{{ min = {plain(possible.low)}, max = {plain(possible.high)} }}"
        return [f"possible = {bounds}", *(["nothing = true"] if possible.null else [])]
    if len(possible) > MOST_POSSIBLE:
        return []
    item = kind.item if isinstance(kind, SetType) else kind
    values = ", ".join(_value(one, item) for one in possible if one is not None)
    return [f"possible = [{values}]", *(["nothing = true"] if None in possible else [])]


def _value(value: Plain, kind: Type) -> str:
    """A value as TOML writes it; the members of a set in the order of their enum."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case frozenset():
            order = kind.item.members if isinstance(kind, SetType) else ()
            words = sorted(value, key=lambda one: (order.index(one) if one in order else 0, one))
            return f"[{', '.join(quoted(one) for one in words)}]"
        case tuple():
            return f"[{', '.join(_value(one, kind) for one in value)}]"
        case None:
            raise TypeError("nothing has no form in TOML")
        case _:
            return plain(value)
