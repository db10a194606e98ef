"""TOML 1.0 with exact numbers and with the place of everything in it.

In: a ``SourceFile``. Out: ``TomlDocument``. Refused, with every fault that can be found at once
and in words for people who do not know the grammar: a text that is not TOML, a key that is
given twice, nesting without end, ``nan``, ``inf`` and numbers of absurd size.

``tomllib`` reads the text. Places are found, when they are asked for, by ``toml_scanner``.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NoReturn

from medrules.source.document import Document, TomlValue
from medrules.source.numbers import exact, unusable_values
from medrules.source.text import SourceFile

if TYPE_CHECKING:
    from medrules.source.tree import Extent, Fault, Node

__all__ = ["TomlDocument", "TomlValue", "parse_toml"]

# A key on one line cannot have more parts than the line has dots. ``tomllib`` needs time by the
# square of the parts, so that a long enough key would stop it for hours.
_DOTS_TO_DOUBT = 64


class TomlDocument(Document):
    """A TOML text as data, and the place of every key, value and character of a string in it."""

    __slots__ = ()

    def _scan(self) -> Node:
        from medrules.source.toml_scanner import TomlScanner

        return TomlScanner(self.source.text).run().root

    def _places(self, start: int) -> list[Extent]:
        from medrules.source.toml_strings import scan_string
        from medrules.source.tree import places

        text = self.source.text
        end, runs = scan_string(text, start)
        closing = 3 if text.startswith(text[start] * 3, start) else 1
        return places(runs, end - closing)


def parse_toml(source: SourceFile) -> TomlDocument:
    """The data and places of a TOML text. Raises MedrulesError (MR0110 to MR0117)."""
    if any(line.count(".") >= _DOTS_TO_DOUBT for line in source.text.split("\n")):
        faults = _faults(source)
        if faults:
            _refuse(source, faults)
    try:
        data: dict[str, TomlValue] = tomllib.loads(source.text, parse_float=exact)
    except (ValueError, RecursionError) as error:
        # Besides faults of the text: Python makes no integer of more than some thousand digits.
        _refuse(source, _faults(source) or [_in_its_own_words(source, error)])
    document = TomlDocument(source, data)
    bad = unusable_values(document)
    if bad:
        from medrules.diagnostics.model import MedrulesError

        raise MedrulesError(bad)
    return document


def _faults(source: SourceFile) -> list[Fault]:
    from medrules.source.toml_scanner import TomlScanner

    return TomlScanner(source.text).run().faults


def _in_its_own_words(source: SourceFile, error: Exception) -> Fault:
    """A fault that only ``tomllib`` sees, should its grammar and the scanner's ever differ."""
    from medrules.source.tree import Fault

    words, _, place = str(error).partition(" (at ")
    found = re.search(r"line (\d+), column (\d+)", place)
    at = len(source.text)
    if found:
        lines = source.text.split("\n")
        at = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
    return Fault("MR0110", words[:1].lower() + words[1:], (at, at))


def _refuse(source: SourceFile, faults: list[Fault]) -> NoReturn:
    from medrules.source.fault_report import refuse

    refuse(source, faults)
