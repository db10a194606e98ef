"""Why a conclusion is not what somebody expected.

In: a program, an evaluation, a concrete path, and the value that was expected (or None for any other
than it has). Out: a ``Proof`` whose root is the conclusion as it is, and under it every rule that
could have brought that value: which term of its condition is false or unknown, or why it fired
and did not count; rules that were retired among them. Refused, as KeyError: a path that is no
conclusion.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.explain.book import Book, spot_of
from medrules.explain.proof import Concluded, Default, Node, Proof, RuleUse
from medrules.explain.prove import Prover
from medrules.explain.support import could_give, gathers, set_aside, supporting
from medrules.explain.wording import say_value
from medrules.ir.evaluation import Evaluation, Firing, Plain
from medrules.ir.expr import Const
from medrules.ir.program import Change, Derived, Program, Retired, Rule
from medrules.ir.types import ListType, SetType, Type


def why_not(
    program: Program, evaluation: Evaluation, path: str, value: Plain | None = None
) -> Proof:
    """The reasons against. For a set or list, ``value`` may be one member that is not in it.

    Raises KeyError for a path that is no conclusion of the evaluation.
    """
    asking = _Asking(Book(program, evaluation), path, value)
    return Proof(path, "why-not", value, asking.answer(), evaluation.packs)


class _Asking:
    """One question. ``value`` is None for: anything else."""

    def __init__(self, book: Book, path: str, value: Plain | None) -> None:
        self.book = book
        self.path = path
        self.value = value
        self.prover = Prover(book)
        self.prover.explained.add(path)
        self.derived: Derived = book.derived[spot_of(path).declared]
        book.slot(path)  # a record that is not there is refused here

    def answer(self) -> Concluded:
        settlement = self.book.settlement(self.path)
        if self._holds():
            note, parts = f"it does: {self._said()} is what it came to", self._reasons_for()
        else:
            parts = (*self._rules(), *self._retired())
            note = self._note(parts)
            if self._by_default():
                value = settlement.value
                default = Default(self.path, self.book.title(self.path), value, self.derived.type)
                parts = (default, *parts)
        return Concluded(
            self.path,
            self.book.title(self.path),
            self.derived.type,
            settlement,
            note,
            False,
            parts,
        )

    def _holds(self) -> bool:
        """Whether the conclusion is what was asked about, so that there is nothing to answer."""
        settlement = self.book.settlement(self.path)
        if self.value is None or settlement.status != "settled":
            return False
        return self._is_in(settlement.value)

    def _is_in(self, value: Plain) -> bool:
        if value == self.value and isinstance(value, bool) == isinstance(self.value, bool):
            return True
        if isinstance(value, frozenset) and isinstance(self.value, frozenset):
            return self.value <= value
        return isinstance(value, frozenset | tuple) and self.value in value

    def _reasons_for(self) -> tuple[Node, ...]:
        self.prover.explained.discard(self.path)
        return self.prover.conclusion(self.path).children

    def _said(self) -> str:
        return say_value(self.value, _type_of(self.value, self.derived), self.book.program)

    def _by_default(self) -> bool:
        settled = self.book.settlement(self.path).status == "settled"
        firings = self.book.firings(self.path)
        return settled and all(self.book.rejudged(one).verdict == "failed" for one in firings)

    def _note(self, parts: tuple[Node, ...]) -> str:
        if self.value is None:
            return "" if parts else "no other rule is about it"
        if not parts:
            return f"no rule concludes {self._said()}"
        if self.book.settlement(self.path).status == "settled":
            return ""
        if _reachable(self.book, self.path, self.value):
            return f"{self._said()} is still possible; it depends on what is missing"
        return ""

    def _rules(self) -> tuple[RuleUse, ...]:
        """Rules of the program that could have brought it, each with what stood in the way."""
        book = self.book
        found: list[RuleUse] = []
        judged = [book.rejudged(one) for one in book.firings(self.path)]
        settled = book.settlement(self.path).value
        winners = supporting(self.derived, settled, judged)
        winner = winners[0] if winners and not gathers(self.derived.policy) else None
        for one in judged:
            rule = book.program.rules[one.rule]
            if (one in winners and self.value is None) or not self._relevant(rule):
                continue
            found.append(self.prover.rule_at(one, self._obstacle(rule, one, winner)))
        return tuple(found)

    def _obstacle(self, rule: Rule, firing: Firing, winner: Firing | None) -> str:
        """Why a rule that fired did not bring the value; empty for one that did not fire."""
        if firing.verdict != "fired":
            return ""
        if self.value is not None and not could_give(self.derived, firing.value, self.value):
            return f"it came to {say_value(firing.value, rule.value.type, self.book.program)}"
        if winner is None:
            return ""
        who = f'"{self.book.program.rules[winner.rule].id}"'
        return set_aside(self.derived, firing, winner, who)

    def _relevant(self, rule: Rule) -> bool:
        """Whether the rule could bring the value; a formula could bring any."""
        if self.value is None or not isinstance(rule.value, Const):
            return True
        return could_give(self.derived, rule.value.value, self.value)

    def _retired(self) -> tuple[RuleUse, ...]:
        """Rules out of force that were about it, and what would have become of them."""
        spot = spot_of(self.path)
        found: list[RuleUse] = []
        for retired in self.book.program.retired:
            for rule in retired.rules:
                if rule.conclusion != spot.declared or not self._relevant(rule):
                    continue
                records: Sequence[int | None] = [spot.record]
                if rule.loop is not None and spot.record is None:
                    records = range(len(self.book.records(rule.loop.list_path)))
                found += [self._retired_use(rule, record, retired) for record in records]
        return tuple(found)

    def _retired_use(self, rule: Rule, record: int | None, retired: Retired) -> RuleUse:
        bound = self.book.bind(rule, record)
        try:
            verdict, value = self.book.verdict(rule)
        finally:
            self.book.release(bound)
        change = Change(
            retired.by, retired.version, "retired", retired.rule, "", retired.because, retired.span
        )
        would = {"fired": "would have fired", "failed": "would not have fired either"}
        note = f"out of force; it {would.get(verdict, 'might have fired')}"
        return self.prover.rule(rule, record, verdict, value, note, change)


def _reachable(book: Book, path: str, value: Plain) -> bool:
    possible = book.settlement(path).possible
    if isinstance(possible, tuple):
        return value in possible
    if isinstance(value, bool | str | frozenset | tuple) or value is None:
        return False
    return possible.low <= value <= possible.high


def _type_of(value: Plain, derived: Derived) -> Type:
    """The type that the asked value has: of a set or list, perhaps that of one member."""
    match derived.type:
        case SetType(item) if not isinstance(value, frozenset):
            return item
        case ListType(item) if not isinstance(value, tuple):
            return item
        case _:
            return derived.type
