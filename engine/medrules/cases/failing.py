"""What happened in a case that failed: the proofs behind what it got wrong.

In: a program and an outcome. Out: a ``Proof`` for every conclusion and rule that is not as expected, and
their text. Refused: nothing; where there was no evaluation, or no such record, there is no proof.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.cases.model import Outcome
from medrules.explain.as_text import Style, to_text
from medrules.explain.book import Book
from medrules.explain.proof import Concluded, Default, Proof
from medrules.explain.prove import Prover
from medrules.explain.why_not import why_not
from medrules.interpreter.frame import concrete
from medrules.ir.evaluation import Evaluation, Firing, Settlement
from medrules.ir.program import Program

DEPTH = 2
"""How many conclusions deep a proof goes."""

MOST = 4
"""So many proofs are given of one case; the first differences say the most."""


def proofs_of(program: Program, outcome: Outcome) -> tuple[Proof, ...]:
    """The proofs for a failed case, in the order of its failures."""
    if outcome.evaluation is None:
        return ()
    found: dict[tuple[str, str], Proof] = {}
    # One prover for all: what was explained in one proof is not explained again in the next.
    prover = Prover(Book(program, outcome.evaluation))
    for name in outcome.about[:MOST]:
        if name in outcome.evaluation.conclusions:
            proofs = _of_conclusion(program, outcome, outcome.evaluation, prover, name)
        else:
            proofs = _of_rule(program, outcome.evaluation, prover, name)
        for proof in proofs:
            # What a conclusion rests on shows its rules already.
            found.setdefault((proof.path, proof.question), proof)
    return tuple(found.values())[:MOST]


def proof_text(program: Program, outcome: Outcome, style: Style | None = None) -> str:
    """Those proofs as text, with an empty line between them; empty where there are none."""
    texts = [to_text(program, one, DEPTH, style) for one in proofs_of(program, outcome)]
    return "\n".join(texts)


def _of_conclusion(
    program: Program, outcome: Outcome, evaluation: Evaluation, prover: Prover, path: str
) -> Iterator[Proof]:
    """How it came about; where another value was expected, also why that did not come."""
    proof = Proof(path, "why", None, prover.conclusion(path), evaluation.packs)
    if not proof.root.repeated:
        yield proof
    settled = evaluation.conclusions[path].settlement.status == "settled"
    by_default = any(isinstance(one, Default) for one in proof.root.children)
    for item in outcome.case.expectations:
        asked = item.path == path and item.checks_value and item.value is not None
        # What came by default is explained by the rules that did not fire: that is why not.
        if asked and settled and not by_default:
            against = why_not(program, evaluation, path, item.value)
            if against.root.children:
                yield against


def _of_rule(
    program: Program, evaluation: Evaluation, prover: Prover, name: str
) -> Iterator[Proof]:
    """What became of a rule: where it fired, or where it did not."""
    firings = [one for one in evaluation.run.firings if program.rules[one.rule].id == name]
    fired = [one for one in firings if one.verdict == "fired"]
    seen: set[int | None] = set()
    for firing in fired or firings:
        if firing.record in seen or len(seen) == MOST:
            continue
        seen.add(firing.record)
        yield _proof(program, evaluation, prover, firing)


def _proof(program: Program, evaluation: Evaluation, prover: Prover, firing: Firing) -> Proof:
    rule, book = program.rules[firing.rule], prover.book
    path = concrete(rule.conclusion, firing.record)
    derived = book.derived[rule.conclusion]
    listed = "[]" not in path  # else it is about records of a list that nobody gave
    root = Concluded(
        path,
        book.title(path) if listed else derived.title or path,
        derived.type,
        book.settlement(path) if listed else Settlement("unknown", None, (), (), False),
        "",
        False,
        (prover.rule_at(firing),),
    )
    return Proof(path, "why", None, root, evaluation.packs)
