"""What a contender is, and the forms in which contenders take people and give answers.

In: facts as ``benchmarks.profiles`` makes them. Out: ``Contender``, and the common form of an answer.
Refused, as ``Absent``: a contender whose library is not installed, or does not work here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from benchmarks.profiles import CONCLUSIONS, Facts

Answer = dict[str, object]
"""The common form: every conclusion; sets as frozensets; None is what is not known."""


class Absent(Exception):
    """Why a contender takes no part."""


@dataclass(frozen=True)
class Contender:
    """Something that works out all conclusions for one person at a time.

    ``prepare`` brings a person into the form that this contender's users would have (not timed),
    ``run`` does the work (timed), and ``read`` brings its result into the common form (not timed).
    """

    name: str
    title: str
    kind: Literal["by hand", "medrules", "peer"]
    prepare: Callable[[Facts], Any]
    run: Callable[[Any], Any]
    read: Callable[[Any], Answer]


def common(values: Mapping[str, object]) -> Answer:
    """The conclusions among the values; what is missing is not known."""
    answer: Answer = {}
    for path in CONCLUSIONS:
        value = values.get(path)
        answer[path] = frozenset(value) if isinstance(value, (set, list, tuple)) else value
    return answer


def binary(facts: Facts) -> dict[str, Any]:
    """The facts with binary numbers for decimal ones, which is what most Python code has."""
    return {
        path: float(value) if isinstance(value, Decimal) else value for path, value in facts.items()
    }


def flat(facts: Facts) -> dict[str, Any]:
    """The facts as plain JSON under flat names: ``person_stage``; hours are always floats."""
    return {
        path.replace(".", "_"): plain(float(value) if path.endswith(".hours") else value)  # type: ignore[arg-type]
        for path, value in facts.items()
    }


def nested(facts: Facts) -> dict[str, Any]:
    """The facts as plain JSON, one object for each subject."""
    result: dict[str, Any] = {"person": {}, "house": {}, "course": {}}
    for path, value in facts.items():
        head, _, name = path.partition(".")
        result[head][name] = plain(value)
    return result


def plain(value: object) -> object:
    """The value as JSON has it."""
    if isinstance(value, frozenset):
        return sorted(value)
    return float(value) if isinstance(value, Decimal) else value
