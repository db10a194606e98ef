"""The coverage of a pack as one page: its files, with every rule, edge and term coloured.

In: a ``Coverage`` and the files of the pack. Out: an HTML document that needs nothing else: no script, no
network. Refused: nothing; everything that comes from the pack is made visible and escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal, TypeAlias

from medrules.cases.coverage import Coverage, RuleCoverage, TermCoverage
from medrules.diagnostics.sanitise import visible
from medrules.packs.folder import PackFiles
from medrules.source.span import Span

State: TypeAlias = Literal["full", "part", "none"]
"""All of its goals are reached, some, or none."""

_ORDER: tuple[State, ...] = ("full", "part", "none")

STYLE = """
:root { color-scheme: light dark; --full: #d3f2d6; --part: #ffe9a8; --none: #ffd0cc; --line: #8884;
  --dim: #667; }
@media (prefers-color-scheme: dark) {
  :root { --full: #1d4a26; --part: #5c4a0c; --none: #6b201b; --dim: #99a; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; }
td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; }
tr + tr td { border-top: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.code { font: 13px/1.55 ui-monospace, monospace; border: 1px solid var(--line); border-radius: 6px;
  overflow-x: auto; padding: .5rem 0; }
.row { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr) 15rem; }
.row:target { outline: 2px solid #48f; }
.row > a { color: var(--dim); text-align: right; padding-right: .8rem; text-decoration: none;
  user-select: none; }
.row > span { white-space: pre-wrap; overflow-wrap: anywhere; }
.row > i { font: 12px/1.7 system-ui, sans-serif; padding: 0 .5rem; color: inherit; }
mark { color: inherit; border-radius: 3px; } b { font-weight: normal; border-radius: 3px; padding: 0 .25rem; }
.full { background: var(--full); }
.part { background: var(--part); } mark.part { text-decoration: underline dotted; }
.none { background: var(--none); } mark.none { text-decoration: underline wavy 1px; }
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a file to colour, and what to say about it, at length and in a word."""

    span: Span
    state: State
    title: str
    short: str = ""


def page(coverage: Coverage, files: PackFiles) -> str:
    """The whole document."""
    marks = [*_marks(coverage)]
    badges = [*_badges(coverage)]
    shown = [
        (f"{files.shown}/{item.name}", item.name, item.data.decode("utf-8-sig", "replace"))
        for item in files.files
        if not item.name.startswith("cases/")
    ]
    places = {label: f"f{number}" for number, (label, _, _) in enumerate(shown)}
    head = f"Coverage of {coverage.pack}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_safe(head)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{_safe(head)}</h1>",
        _summary(coverage),
        _lacking([*badges, *marks], places),
    ]
    for label, name, text in shown:
        own_marks = [one for one in marks if one.span.file == label]
        own_badges = [one for one in badges if one.span.file == label]
        if own_marks or own_badges:
            parts += [f"<h2>{_safe(name)}</h2>", _code(text, places[label], own_marks, own_badges)]
    return "\n".join([*parts, "</body></html>", ""])


def _safe(text: str) -> str:
    return escape(visible(text), quote=True)


# -- what there is to say --------------------------------------------------------------------------


def _marks(coverage: Coverage) -> Iterator[Mark]:
    for condition in coverage.conditions:
        for term in condition.terms:
            yield Mark(term.expr.span, _state_of(term), f"{term.text}: {_told(term)}")


def _state_of(term: TermCoverage) -> State:
    goals = 2 + term.uncertain
    return _state(goals - len(term.lacking), goals)


def _state(reached: int, goals: int) -> State:
    return "full" if reached == goals else "part" if reached else "none"


def _told(term: TermCoverage) -> str:
    told = [f"true with effect in {_cases(term.true)}", f"false in {_cases(term.false)}"]
    told.append(f"unknown in {_cases(term.unknown)}" if term.uncertain else "never unknown")
    return ", ".join(told)


def _cases(count: int) -> str:
    return "no case" if not count else "1 case" if count == 1 else f"{count} cases"


def _badges(coverage: Coverage) -> Iterator[Mark]:
    for rule in coverage.rules:
        short = f"fires {rule.fired}"
        if rule.conditional:
            short += f" · not {rule.failed} · open {rule.unknown}"
        state = _state(rule.reached, rule.goals)
        yield Mark(rule.place, state, f"{rule.rule}: {_fired(rule)}", short)
    for edge in coverage.edges:
        title = f"{edge.flow}/{edge.node}, {edge.edge}: taken in {_cases(edge.taken)}"
        state = _state(edge.taken > 0, 1)
        yield Mark(edge.place, state, title, f"{edge.edge} {edge.taken}")


def _fired(rule: RuleCoverage) -> str:
    told = [f"fires in {_cases(rule.fired)}"]
    if rule.conditional:
        told += [f"not in {_cases(rule.failed)}", f"open in {_cases(rule.unknown)}"]
    return ", ".join(told)


def _summary(coverage: Coverage) -> str:
    edges = sum(one.taken > 0 for one in coverage.edges)
    rules = sum(one.reached for one in coverage.rules)
    rows = [
        ("Rules, rows and nodes: fired and not fired", rules, coverage.goals - len(coverage.edges)),
        ("Edges of flows: taken", edges, len(coverage.edges)),
        (
            "Terms: shown true, false and unknown with effect",
            coverage.terms_reached,
            coverage.term_goals,
        ),
    ]
    cells = "".join(
        f'<tr><td>{what}</td><td class="number">{reached} of {goals}</td>'
        f'<td class="number"><b class="{_state(reached, goals)}">'
        f"{100 * reached / goals if goals else 100:.1f} %</b></td></tr>"
        for what, reached, goals in rows
        if goals
    )
    legend = (
        '<p><b class="full">every goal reached</b> <b class="part">some</b> '
        '<b class="none">none</b>. '
        "At the right: in how many cases a rule fires, does not, or stays open. Hold the pointer over a "
        "term to see in how many cases it decided.</p>"
    )
    return f"<p>{_cases(coverage.cases)}.</p><table>{cells}</table>{legend}"


def _lacking(found: Sequence[Mark], places: dict[str, str]) -> str:
    rows: list[str] = []
    for one in sorted(found, key=lambda mark: (mark.span.file, mark.span.line, mark.span.column)):
        place = places.get(one.span.file)
        if one.state != "full" and place is not None:
            name = one.span.file.rpartition("/")[2]
            rows.append(
                f'<tr><td><a href="#{place}-{one.span.line}">{_safe(name)}:{one.span.line}</a></td>'
                f'<td><b class="{one.state}">{_safe(one.title)}</b></td></tr>'
            )
    return f"<h2>What the cases do not reach</h2><table>{''.join(rows)}</table>" if rows else ""


# -- files -----------------------------------------------------------------------------------------


def _code(text: str, place: str, marks: Sequence[Mark], badges: Sequence[Mark]) -> str:
    """The lines of a file, each with what is said about the rules that begin on it."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    by_line: dict[int, list[Mark]] = {}
    for badge in badges:
        by_line.setdefault(badge.span.line, []).append(badge)
    rows: list[str] = []
    for number, line in enumerate(lines, start=1):
        own = [one for one in marks if one.span.line <= number <= one.span.end_line]
        told = " ".join(
            f'<b class="{one.state}" title="{_safe(one.title)}">{_safe(one.short)}</b>'
            for one in by_line.get(number, ())
        )
        rows.append(
            f'<div class="row" id="{place}-{number}"><a href="#{place}-{number}">{number}</a>'
            f"<span>{_line(line.removesuffix(chr(13)), number, own)}</span><i>{told}</i></div>"
        )
    return f'<div class="code">{"".join(rows)}</div>'


def _line(line: str, number: int, marks: Sequence[Mark]) -> str:
    """One line; where marks overlap, the shortest counts, and of equal ones the worst."""
    stretches = [(_from(one, number), _until(one, number, len(line)), one) for one in marks]
    edges = sorted({0, len(line)}.union(*[(start, end) for start, end, _ in stretches]))
    parts: list[str] = []
    for start, end in pairwise(edges):
        piece = _safe(line[start:end])
        here = [(b - a, -_ORDER.index(one.state), one) for a, b, one in stretches if a <= start < b]
        if here:
            shortest = min(here, key=lambda found: found[:2])
            alike = [one for size, _, one in here if size == shortest[0]]
            title = "; ".join(dict.fromkeys(one.title for one in alike))
            piece = f'<mark class="{shortest[2].state}" title="{_safe(title)}">{piece}</mark>'
        parts.append(piece)
    return "".join(parts)


def _from(mark: Mark, number: int) -> int:
    return mark.span.column - 1 if mark.span.line == number else 0


def _until(mark: Mark, number: int, length: int) -> int:
    return min(mark.span.end_column - 1, length) if mark.span.end_line == number else length
