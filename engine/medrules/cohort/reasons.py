"""Why a value of a column does not fit its fact, in the words in which a profile is refused.

In: the text of a value that a query left out, and its slot in the vocabulary. Out: a sentence, with what was
probably meant. Refused: nothing; where no reason is found, the value is one that is too exact for its column.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from medrules.cohort.taking import NO, YES
from medrules.ir.types import BooleanType, NumberType, SetType
from medrules.profile.check import check
from medrules.profile.collect import collect
from medrules.profile.given import Entry, Problems, Steps
from medrules.profile.misfits import explain
from medrules.profile.vocabulary import Slot, Vocabulary
from medrules.source.span import NOWHERE, Span

if TYPE_CHECKING:
    from medrules.source.document import TomlValue

_MOST_DIGITS = 40
_TOO_EXACT = "has more digits than are calculated with; --decimals allows for more"


class _Nowhere:
    """The places of what no text holds."""

    def key_span(self, _path: Steps, /) -> Span:
        """No place."""
        return NOWHERE

    def value_span(self, _path: Steps, /) -> Span:
        """No place."""
        return NOWHERE


def value_reason(path: str, text: str, slot: Slot, delimiter: str) -> str:
    """Why the text is no value of the fact."""
    problems = Problems(_Nowhere())
    raw = _raw(text, slot, delimiter)
    explain(path, Entry(raw, ()), slot, problems)
    return _sentence(problems, path)


def list_reasons(vocabulary: Vocabulary, path: str, text: str) -> tuple[tuple[str, str], ...]:
    """What is wrong with a list of records in JSON: the concrete field (or the list), and why."""
    from medrules.source.numbers import exact

    try:
        raw: TomlValue = json.loads(text, parse_float=exact)
    except (ValueError, RecursionError):
        return ((path, "this is no JSON; a list of records looks like [{...}, {...}]"),)
    if isinstance(raw, list):
        fields = vocabulary.fields[path]
        raw = [
            {
                key: _raw(value, fields[key]) if isinstance(value, str) and key in fields else value
                for key, value in one.items()
            }
            if isinstance(one, dict)
            else one
            for one in raw
        ]
    problems = Problems(_Nowhere())
    check(collect({path: raw}, vocabulary, problems), vocabulary, problems)
    if not problems.found:
        return ((path, _TOO_EXACT),)
    return tuple((path, _said(one.message, one.help)) for one in problems.found)


def _raw(text: str, slot: Slot, delimiter: str = ";") -> TomlValue:
    """What the text spells, where it spells something of the slot's type; else the text."""
    word = text.strip()
    match slot.type:
        case BooleanType() if word.lower() in (*YES, *NO):
            return word.lower() in YES
        case NumberType():
            try:
                number = Decimal(word)
            except InvalidOperation:
                return text
            if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
                return text
            return int(number) if number == int(number) else number
        case SetType():
            try:
                found = json.loads(word) if word.startswith("[") else None
            except ValueError:
                return text
            if isinstance(found, list):
                return [one if isinstance(one, str) else json.dumps(one) for one in found]
            return [one.strip() for one in word.split(delimiter)]
        case _:
            return word


def _sentence(problems: Problems, path: str) -> str:
    if not problems.found:
        return f'"{path}" {_TOO_EXACT}'
    return " / ".join(_said(one.message, one.help) for one in problems.found)


def _said(message: str, help: str) -> str:
    return f"{message}; {help}" if help else message
