"""Numbers as they are read: exact, finite, and of a size that can be calculated with.

In: the text of a number, or a whole document. Out: ``Decimal``, or a diagnostic for every number
and every nesting in the document that nothing here could use. Refused: ``nan``, ``inf``, numbers
of more than a hundred digits before or after the point, tables and arrays nested without end.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medrules.diagnostics.model import Diagnostic
    from medrules.source.document import Document, TomlValue
    from medrules.source.tree import Path

MAX_DIGITS = 100
"""How long a number may be: enough for everything that is counted, and quick to calculate with."""
MAX_DEPTH = 64
"""How many tables and arrays may stand inside each other."""
_LIMIT = 10**MAX_DIGITS
_NOT_USABLE = Decimal("NaN")


def exact(text: str) -> Decimal:
    """The number that ``text`` writes; NaN for one that ``unusable_values`` has to report."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _NOT_USABLE
    if not number.is_finite() or len(text) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
        return _NOT_USABLE
    return number


def unusable_values(document: Document) -> list[Diagnostic]:
    """What must be refused in a document that was read without a fault; mostly nothing."""
    return _diagnostics(document) if _suspicious(document.data) else []


def _suspicious(data: dict[str, TomlValue]) -> bool:
    # Level by level and without paths: every document passes here, hardly any is refused.
    level: list[dict[str, TomlValue] | list[TomlValue]] = [data]
    for _ in range(MAX_DEPTH + 1):
        below: list[dict[str, TomlValue] | list[TomlValue]] = []
        for container in level:
            for value in container.values() if isinstance(container, dict) else container:
                if isinstance(value, str):
                    continue
                if isinstance(value, dict | list):
                    below.append(value)
                elif isinstance(value, int):
                    if not -_LIMIT < value < _LIMIT:
                        return True
                elif isinstance(value, Decimal) and not value.is_finite():
                    return True
        if not below:
            return False
        level = below
    return True


def _diagnostics(document: Document) -> list[Diagnostic]:
    from medrules.diagnostics.codes import report

    found: list[Diagnostic] = []
    for path, value in _values(document.data):
        span = document.value_span(path)
        if len(path) > MAX_DEPTH:
            return [
                report(
                    "MR0112",
                    f"this is nested more than {MAX_DEPTH} levels deep",
                    span,
                    help="no pack or profile needs that; check the brackets and dots",
                )
            ]
        if isinstance(value, Decimal) and not value.is_finite():
            written = document.written(path)
            if written.strip("+-").lower() in ("inf", "nan", "infinity"):
                found.append(
                    report(
                        "MR0115",
                        f"{written} is not a number that can be calculated with",
                        span,
                        help="write a number, or leave the key out if it is not known",
                    )
                )
                continue
        elif not isinstance(value, int) or -_LIMIT < value < _LIMIT:
            continue
        found.append(
            report(
                "MR0117",
                f"this number is too long or too large: at most {MAX_DIGITS} digits are read",
                span,
                help="check it; to keep it as text, put it in quotes",
            )
        )
    return found


def _values(data: dict[str, TomlValue]) -> Iterator[tuple[Path, TomlValue]]:
    """Every value with its path, in the order of the text."""
    waiting: list[tuple[Path, TomlValue]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if path:
            yield path, value
        if isinstance(value, dict):
            waiting.extend(reversed([((*path, key), below) for key, below in value.items()]))
        elif isinstance(value, list):
            waiting.extend(reversed([((*path, at), below) for at, below in enumerate(value)]))
