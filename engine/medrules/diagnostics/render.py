"""Diagnostics for people: the message, the place, the line itself with a mark under the fault.

In: diagnostics, the texts of their files, whether to colour, and the width of the terminal. Out: one
text, sorted by file and line, without a line end at its end. Refused: nothing; a file whose text
is not at hand, or has changed, is shown by its place alone.

    error[MR0113]: the key "plan.move" is given twice
     --> profile.toml:9:1
      |
    2 | plan.move = "none"
      | --------- first given here
    ...
    9 | plan.move = "country"
      | ^^^^^^^^^
      = help: keep one of the two
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from medrules.diagnostics.model import Diagnostic, Severity
from medrules.diagnostics.sanitise import visible, visible_line
from medrules.diagnostics.snippet import Mark, draw_line
from medrules.source.span import Span

Sources: TypeAlias = Mapping[str, str] | Callable[[str], str | None]
"""The text of a file by the name its spans have; None, or no entry, where there is none."""

_RESET = "\x1b[0m"
_STYLES = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.NOTE: "\x1b[1;36m",
}
_BOLD = "\x1b[1m"
_FRAME = "\x1b[34m"
_HELP = "\x1b[1;36m"
_PLURALS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.NOTE: ("note", "notes"),
}


def render_text(
    diagnostics: Iterable[Diagnostic], sources: Sources, colour: bool = False, width: int = 100
) -> str:
    """All ``diagnostics`` for a terminal of ``width`` columns; ``""`` when there are none."""
    items = sorted(dict.fromkeys(diagnostics), key=_position)
    renderer = _Renderer(_Texts(sources), _Ink(colour), max(width, 40))
    parts = [renderer.diagnostic(item) for item in items]
    if len(items) > 1:
        parts.append(count_line(items))
    return "\n\n".join(parts)


def count_line(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: ``2 errors and 1 warning``."""
    items = list(diagnostics)
    counted = [
        (sum(item.severity is severity for item in items), names)
        for severity, names in _PLURALS.items()
    ]
    said = [f"{count} {names[count != 1]}" for count, names in counted if count]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _position(item: Diagnostic) -> tuple[str, int, int, str]:
    return (item.span.file, item.span.line, item.span.column, item.code)


class _Ink:
    """Colours, or none."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self._colour and text else text


class _Texts:
    """The lines of each file, split once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._lines: dict[str, list[str]] = {}

    def line(self, file: str, number: int) -> str | None:
        """The line ``number`` of ``file``, without its end; None where it is not known."""
        if file not in self._lines:
            source = self._sources
            text = source.get(file) if isinstance(source, Mapping) else source(file)
            self._lines[file] = [] if text is None else text.split("\n")
        lines = self._lines[file]
        return lines[number - 1].removesuffix("\r") if 0 < number <= len(lines) else None


class _Place(NamedTuple):
    """A span to show, with what to say there."""

    span: Span
    message: str
    primary: bool


class _Renderer:
    def __init__(self, texts: _Texts, ink: _Ink, width: int) -> None:
        self._texts = texts
        self._ink = ink
        self._width = width

    def diagnostic(self, item: Diagnostic) -> str:
        """One diagnostic, without a line end at its end."""
        style = _STYLES[item.severity]
        first, *more = visible(item.message).split("\n")
        rows = [
            self._ink(style, f"{item.severity}[{visible_line(item.code)}]")
            + self._ink(_BOLD, f": {first}"),
            *(f"    {line}" for line in more),
        ]
        # Labels that no file holds have nothing to point at; they are said at the end.
        placed = [_Place(label.span, label.message, False) for label in item.labels]
        places = [_Place(item.span, "", True), *(place for place in placed if place.span.file)]
        gutter = max(len(str(place.span.line or "")) for place in places) or 1
        by_file: dict[str, list[_Place]] = {}
        for place in places:
            by_file.setdefault(place.span.file, []).append(place)
        for file, group in by_file.items():
            if file:
                rows += self._file(group, gutter, style)
        for label in item.labels:
            if not label.span.file:
                rows += self._remark(gutter, "note", label.message)
        if item.help:
            rows += self._remark(gutter, "help", item.help)
        return "\n".join(rows)

    def _file(self, places: list[_Place], gutter: int, style: str) -> list[str]:
        """The places in one file, from its first line to its last."""
        arrow = "-->" if places[0].primary else ":::"
        rows = [self._ink(_FRAME, " " * gutter + arrow) + " " + visible_line(str(places[0].span))]
        by_line: dict[int, list[_Place]] = {}
        for place in sorted(places, key=lambda place: (place.span.line, not place.primary)):
            by_line.setdefault(place.span.line, []).append(place)
        empty = self._ink(_FRAME, " " * gutter + " |")
        last = 0
        for number, group in by_line.items():
            line = self._texts.line(places[0].span.file, number)
            if line is None:
                rows += self._unseen(group, gutter)
                continue
            if not last:
                rows.append(empty)
            elif number > last + 1:
                rows.append(self._ink(_FRAME, "..."))
            last = number
            marks = [_mark(place, line) for place in group]
            shown, under = draw_line(line, marks, self._width - gutter - 3)
            rows.append(self._ink(_FRAME, f"{number:>{gutter}} |") + f" {shown}".rstrip())
            for place, row in zip(group, under, strict=True):
                mark_style = style if place.primary else _FRAME
                rows.append(f"{empty} {self._ink(mark_style, row)}")
        return rows

    def _unseen(self, places: list[_Place], gutter: int) -> list[str]:
        """Labels of a line whose text is not at hand."""
        rows: list[str] = []
        for place in places:
            if not place.primary:
                rows += self._remark(gutter, "note", f"{place.span}: {place.message}")
        return rows

    def _remark(self, gutter: int, word: str, text: str) -> list[str]:
        first, *more = visible(text).split("\n")
        margin = " " * (gutter + 1)
        head = f"{margin}{self._ink(_FRAME, '=')} {self._ink(_HELP, word + ':')} {first}"
        return [head, *(f"{margin}  {line}" for line in more)]


def _mark(place: _Place, line: str) -> Mark:
    span = place.span
    message = visible_line(place.message)
    end = span.end_column - 1
    if span.end_line > span.line:
        end = len(line)
        message = f"{message} (to line {span.end_line})".lstrip()
    return Mark(span.column - 1, end, "^" if place.primary else "-", message)
