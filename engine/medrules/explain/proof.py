"""Proofs as data: what a conclusion rests on, down to facts.

In: built by ``medrules.explain.prove`` and ``medrules.explain.why_not``. Out: ``Proof`` and the closed
union ``Node``, which the serialisations read. Refused: nothing. All texts are as packs and profiles
have them; whoever writes them out makes them safe.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, assert_never

from medrules.ir.evaluation import Plain, Settlement, Slot, Verdict
from medrules.ir.program import Change, PackStamp
from medrules.ir.types import Type
from medrules.record import Record
from medrules.source.span import Span


class CiteView(Record):
    """What a rule or parameter rests on. ``source`` is empty where the pack says that nothing
    published stands behind it; ``title`` is then the reason why."""

    source: str
    title: str
    section: str
    date: str
    url: str
    grade: str


class Given(Record):
    """A fact as the profile gives it, or as a pack gives it for an option (``by`` is the pack).

    ``changes``: which packs changed that field of the option.
    """

    path: str
    title: str
    value: Slot
    type: Type
    place: Span
    by: str
    changes: tuple[Change, ...] = ()


class Missing(Record):
    """A fact that is not given, and the question that would give it."""

    path: str
    title: str
    question: str


class ParameterUse(Record):
    """A named value of a pack, with who changed it; ``given`` where the profile sets it."""

    path: str
    title: str
    value: Slot
    type: Type
    place: Span
    given: bool
    cites: tuple[CiteView, ...]
    changes: tuple[Change, ...]


class Default(Record):
    """The value that a conclusion has when no rule fires."""

    path: str
    title: str
    value: Slot
    type: Type


class Term(Record):
    """A piece of a condition or formula in FEEL, its value, and what it is worked out from.

    ``decisive``: the value of the whole condition would not follow without this piece.
    """

    text: str
    value: Slot
    type: Type
    decisive: bool
    children: tuple[Node, ...]


class RuleUse(Record):
    """One rule, for one record where it loops, and what became of it.

    ``record`` is such as ``programs[0]``, or empty. ``text`` is the reason with values filled in where
    it fired, else its title. ``value`` is what it gives or, where it did not fire, would have given.
    ``note`` says why a rule that fired did not decide. ``retired`` is set for a rule out of force:
    the verdict is then what would have become of it.
    """

    rule: str
    title: str
    text: str
    record: str
    verdict: Verdict
    value: Slot
    type: Type
    place: Span
    cites: tuple[CiteView, ...]
    changes: tuple[Change, ...]
    retired: Change | None
    note: str
    children: tuple[Node, ...]


class Concluded(Record):
    """A conclusion; ``repeated`` where it was explained before, further up."""

    path: str
    title: str
    type: Type
    settlement: Settlement
    note: str
    repeated: bool
    children: tuple[Node, ...]


Node: TypeAlias = Concluded | RuleUse | Term | Given | Missing | ParameterUse | Default


class Proof(Record):
    """The answer to one question about one conclusion; ``asked`` is the value of a why-not."""

    path: str
    question: Literal["why", "why-not"]
    asked: Plain
    root: Concluded
    packs: tuple[PackStamp, ...]


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes that a node rests on."""
    match node:
        case Concluded() | RuleUse() | Term():
            return node.children
        case Given() | Missing() | ParameterUse() | Default():
            return ()
        case _:
            assert_never(node)
