"""What an evaluation is: the profile it was given, the raw run, and the conclusions with status.

``Profile`` is made by ``medrules.profile``; ``Run`` by an engine such as ``medrules.interpreter``;
``Settlement`` by ``medrules.settle``; ``Evaluation`` by ``medrules.evaluating``. A place in a record
list is written ``programs[0].score`` (records count from 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from medrules.ir.program import PackStamp
from medrules.ir.values import Number, Unknown
from medrules.record import Record
from medrules.source.span import Span

Status: TypeAlias = Literal["settled", "provisional", "unknown"]

Plain: TypeAlias = bool | Number | str | frozenset[str] | tuple["Plain", ...] | None
"""A value that a fact or a conclusion can hold (``tuple`` is a list)."""

Slot: TypeAlias = Plain | Unknown
"""A value, or ``UNKNOWN``."""

Verdict: TypeAlias = Literal["fired", "failed", "unknown"]


class Profile(Record):
    """The facts that were given. Whatever is absent is unknown.

    ``values``: scalar path to value (parameters too). ``records``: list path to its records, each
    a dict from field to value. ``places``: concrete path (``programs[0].name``) to where it stands.
    """

    values: dict[str, Plain]
    records: dict[str, tuple[dict[str, Plain], ...]]
    places: dict[str, Span]


class Firing(Record):
    """What became of one rule for one record (``record`` is None for a rule without ``for``)."""

    rule: int
    record: int | None
    verdict: Verdict
    value: Slot


class Run(Record):
    """A finished pass over a program.

    ``values``: every scalar path, given or derived, to its value or ``UNKNOWN``. ``records``: list
    path to its records (given ones first, then options), each a dict of every field; a list that is
    itself unknown is absent here. ``firings``: every rule instance, by rule, then record.
    ``conflicts``: concrete paths at which rules disagreed, with the positions of two of them.
    """

    values: dict[str, Slot]
    records: dict[str, tuple[dict[str, Slot], ...]]
    firings: tuple[Firing, ...]
    conflicts: tuple[tuple[str, int, int], ...]


class Interval(Record):
    """Numbers from ``low`` to ``high``, both reached; which ones between is not said.

    ``null``: null can be reached besides.
    """

    low: Number
    high: Number
    null: bool = False


class Settlement(Record):
    """How firm one conclusion is.

    ``settled``: ``value`` holds whatever the missing facts turn out to be. Otherwise ``possible``
    has the values still reachable: a tuple of values; of members that may still come, for a set;
    or an ``Interval``. ``value`` is then, for a set, the members that are certain; else None.
    ``missing``: concrete paths of the missing facts that decide. ``exact`` is False where the
    search bound was hit, a list is not given, or a value is only approached: ``possible`` may then
    hold values that no completion reaches. See ``docs/decisions/0004-settled.md``.
    """

    status: Status
    value: Plain
    possible: tuple[Plain, ...] | Interval
    missing: tuple[str, ...]
    exact: bool


class Conclusion(Record):
    """One conclusion as people and programs get it; ``path`` is concrete."""

    path: str
    settlement: Settlement
    rules: tuple[str, ...]


class Evaluation(Record):
    """The answer: which packs, which facts, what follows. ``conclusions`` is keyed by concrete path.

    What is open is settled when the first open conclusion is looked up.
    """

    packs: tuple[PackStamp, ...]
    profile: Profile
    run: Run
    conclusions: Mapping[str, Conclusion]
