"""JSON with exact numbers and with the place of everything in it.

In: a ``SourceFile``. Out: ``JsonDocument``, used as a ``TomlDocument`` is; ``null`` is None. Refused:
a text that is not JSON, an object with a name given twice (both places are shown), a text that is
no object, nesting without end, ``NaN`` and ``Infinity``, numbers of absurd size, half characters.

``json`` reads the text. Places are found, when they are asked for, by ``json_scanner``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from medrules.source.document import Document, TomlValue
from medrules.source.numbers import exact, unusable_values
from medrules.source.text import SourceFile, require_content

if TYPE_CHECKING:
    from medrules.source.tree import Extent, Fault, Node

__all__ = ["JsonDocument", "parse_json"]


class JsonDocument(Document):
    """A JSON object as data, and the place of every name, value and character of a string in it."""

    __slots__ = ()

    def _scan(self) -> Node:
        from medrules.source.json_scanner import JsonScanner

        return JsonScanner(self.source.text).run().root

    def _places(self, start: int) -> list[Extent]:
        from medrules.source.json_scanner import scan_json_string
        from medrules.source.tree import places

        end, runs = scan_json_string(self.source.text, start)
        return places(runs, end - 1)


def parse_json(source: SourceFile) -> JsonDocument:
    """The data and places of a JSON object. Raises MedrulesError (MR0106, MR0111 to MR0117)."""
    text = require_content(source).text
    doubtful = False

    def pairs(members: list[tuple[str, TomlValue]]) -> dict[str, TomlValue]:
        nonlocal doubtful
        found = dict(members)
        doubtful = doubtful or len(found) != len(members)
        return found

    try:
        data: TomlValue = json.loads(
            text, parse_float=exact, parse_constant=exact, object_pairs_hook=pairs
        )
    except (ValueError, RecursionError) as error:
        # Besides faults of the text: Python makes no integer of more than some thousand digits.
        _refuse(source, _faults(source) or [_in_its_own_words(error)])
    # Half of a character is let through by ``json``, and then by nothing that writes text.
    if doubtful or "\\ud" in text or "\\uD" in text:
        faults = _faults(source)
        if faults:
            _refuse(source, faults)
    if not isinstance(data, dict):
        _refuse_root(source)
    document = JsonDocument(source, data)
    bad = unusable_values(document)
    if bad:
        from medrules.diagnostics.model import MedrulesError

        raise MedrulesError(bad)
    return document


def _refuse_root(source: SourceFile) -> NoReturn:
    from medrules.source.tree import Fault

    start = len(source.text) - len(source.text.lstrip())
    _refuse(
        source,
        [
            Fault(
                "MR0114",
                "the text is not an object",
                (start, start + 1),
                'write the facts between braces: { "goals": { … } }',
            )
        ],
    )


def _in_its_own_words(error: Exception) -> Fault:
    """A fault that only ``json`` sees, should its grammar and the scanner's ever differ."""
    from medrules.source.tree import Fault

    at = error.pos if isinstance(error, json.JSONDecodeError) else 0
    return Fault("MR0111", f"this cannot be read: {error}", (at, at))


def _faults(source: SourceFile) -> list[Fault]:
    from medrules.source.json_scanner import JsonScanner

    return JsonScanner(source.text).run().faults


def _refuse(source: SourceFile, faults: list[Fault]) -> NoReturn:
    from medrules.source.fault_report import refuse

    refuse(source, faults)
