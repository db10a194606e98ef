"""Why a conclusion is what it is: conclusion, rules, conditions, facts.

In: a program, an evaluation of it, and a concrete path (``decision.outcome``, ``programs[0].rank``). Out:
a ``Proof``. Refused, as KeyError: a path that is no conclusion of the evaluation.

A conclusion that was explained once is referred back to after that; where sets follow from each
other, this also ends the circle. A value that came by default is explained by the rules that might
have fired and did not; a conclusion that is not settled, by what fired and what may yet fire.
"""

from __future__ import annotations

from medrules.explain.book import Book, spot_of
from medrules.explain.proof import Concluded, Default, Node, Proof, RuleUse
from medrules.explain.support import gathers, supporting
from medrules.explain.templates import render
from medrules.explain.terms import Terms
from medrules.ir.evaluation import Evaluation, Firing, Slot, Verdict
from medrules.ir.expr import Const
from medrules.ir.program import Change, Program, Rule
from medrules.ir.values import UNKNOWN


def prove(program: Program, evaluation: Evaluation, path: str) -> Proof:
    """The proof of one conclusion. Raises KeyError for a path that is none."""
    prover = Prover(Book(program, evaluation))
    return Proof(path, "why", None, prover.conclusion(path), evaluation.packs)


class Prover:
    """Explains conclusions, each at most once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.terms = Terms(book, self.conclusion)
        self.explained: set[str] = set()

    def conclusion(self, path: str, deciding: bool = True) -> Concluded:
        """The conclusion at a concrete path; not ``deciding``: its value without its reasons."""
        derived = self.book.derived[spot_of(path).declared]
        settlement = self.book.settlement(path)
        self.book.slot(path)  # a record that is not there is refused here
        known = path in self.explained
        parts: tuple[Node, ...] = ()
        note = ""
        if deciding and not known:
            self.explained.add(path)
            note, parts = self._reasons(path)
        return Concluded(path, self.book.title(path), derived.type, settlement, note, known, parts)

    def _reasons(self, path: str) -> tuple[str, tuple[Node, ...]]:
        derived = self.book.derived[spot_of(path).declared]
        settlement = self.book.settlement(path)
        judged = [self.book.rejudged(one) for one in self.book.firings(path)]
        live = [one for one in judged if one.verdict != "failed"]
        if settlement.status == "settled":
            used = supporting(derived, settlement.value, live)
            pending = [one for one in live if one.verdict == "unknown"]
            if used and not (gathers(derived.policy) and pending):
                return "", tuple(self.rule_at(one) for one in used)
            if live:
                agreeing = [*used, *(one for one in pending if one not in used)]
                note = "holds whatever the missing facts turn out to be"
                return note, tuple(self.rule_at(one) for one in agreeing)
            default = Default(path, self.book.title(path), settlement.value, derived.type)
            note = (
                "by default, as no rule fired" if judged else "by default, as no rule is about it"
            )
            return note, (default, *(self.rule_at(one) for one in judged))
        return "", tuple(self.rule_at(one) for one in live)

    def rule_at(self, firing: Firing, note: str = "") -> RuleUse:
        """One instance of a rule of the program, as it was judged."""
        rule = self.book.program.rules[firing.rule]
        return self.rule(rule, firing.record, firing.verdict, firing.value, note)

    def rule(
        self,
        rule: Rule,
        record: int | None,
        verdict: Verdict,
        value: Slot,
        note: str = "",
        retired: Change | None = None,
    ) -> RuleUse:
        """A rule, for one record if it loops: its words, its sources, and its condition as a tree."""
        book = self.book
        bound = book.bind(rule, record)
        try:
            parts: list[Node] = []
            unlisted = rule.loop is not None and record is None
            if rule.loop is not None and unlisted:
                parts.append(self.terms.missing_list(rule.loop.list_path))
            else:
                if rule.condition is not None:
                    parts += self.terms.tree(rule.condition)
                if not isinstance(rule.value, Const) and verdict != "failed":
                    parts += self.terms.tree(rule.value)
            text = render(rule.because, book.frame, book.program) if verdict == "fired" else ""
        finally:
            book.release(bound)
        if verdict == "failed":
            value = rule.value.value if isinstance(rule.value, Const) else UNKNOWN
        return RuleUse(
            rule.id,
            rule.title,
            text or rule.title,
            f"{rule.loop.list_path}[{record}]" if rule.loop and record is not None else "",
            verdict,
            value,
            rule.value.type,
            rule.origin.span,
            book.cites(rule.cites),
            rule.changes,
            retired,
            note,
            tuple(parts),
        )
