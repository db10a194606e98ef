"""Facts from Python: nested dicts, as a profile file would hold them.

In: a program and a mapping; sets, tuples and floats are welcome. Out: a ``Profile``. Refused, all at
once in one MedrulesError: what a profile file may not say either, and values of other Python types.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Set
from decimal import Decimal
from typing import TYPE_CHECKING

from medrules.diagnostics.model import MedrulesError
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN
from medrules.profile.check import check
from medrules.profile.collect import collect
from medrules.profile.given import Entry, Problems, Steps
from medrules.profile.vocabulary import Vocabulary
from medrules.source.span import NOWHERE, Span

if TYPE_CHECKING:
    from medrules.source.document import TomlValue

_DEEPEST = 64


class _Nowhere:
    """The places of what no file holds."""

    def key_span(self, _path: Steps, /) -> Span:
        """No place."""
        return NOWHERE

    def value_span(self, _path: Steps, /) -> Span:
        """No place."""
        return NOWHERE


def profile_from_mapping(program: Program, facts: Mapping[str, object]) -> Profile:
    """The profile that the mapping gives; an empty one leaves everything unknown.

    None and ``UNKNOWN`` mean not given. Raises MedrulesError with everything that does not fit.
    """
    vocabulary = Vocabulary(program)
    problems = Problems(_Nowhere())
    data = _raw(facts, (), problems)
    profile = check(
        collect(data if isinstance(data, dict) else {}, vocabulary, problems), vocabulary, problems
    )
    if problems.found:
        raise MedrulesError(problems.listed())
    return profile


def _raw(value: object, steps: Steps, problems: Problems) -> TomlValue:
    """The value as a document would hold it; what it cannot hold is a problem, and left out."""
    match value:
        case str() | bool() | int() | Decimal() | datetime.date() | datetime.time():
            return value
        case float():
            return Decimal(repr(value))
        case None:
            return None
        case _ if value is UNKNOWN:
            return None
        case Mapping() if len(steps) < _DEEPEST:
            return {
                str(key): _raw(inner, (*steps, str(key)), problems) for key, inner in value.items()
            }
        case Set() if all(isinstance(one, str) for one in value):
            return [str(one) for one in sorted(value)]
        case list() | tuple() if len(steps) < _DEEPEST:
            return [_raw(one, (*steps, index), problems) for index, one in enumerate(value)]
    what = "nested too deep" if len(steps) >= _DEEPEST else f"of the type {type(value).__name__}"
    path = ".".join(str(step) for step in steps[:4])
    problems.add(
        "MR0604",
        f'"{path}" is {what}',
        Entry(None, steps),
        "give a bool, a number, a str, a set or list of str, or a list of dicts",
    )
    return None
