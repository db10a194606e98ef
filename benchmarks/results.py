"""What the benchmarks found, and how it is written.

In: tables, and ``Must`` lines with bound and figure. Out: a Markdown page. Refused: nothing. A bound that
was not measured is said to be so, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.timing import Figures, Timed


@dataclass(frozen=True)
class Must:
    """Something that has to hold: ``measured`` at most (or at least) ``bound``."""

    what: str
    bound: float
    measured: float | None
    at_least: bool = False
    unit: str = "×"
    why: str = ""

    def met(self) -> bool | None:
        """None where it was not measured."""
        if self.measured is None:
            return None
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


@dataclass(frozen=True)
class Table:
    """A table with a heading; the cells are text."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str = ""


@dataclass
class Group:
    """What one group of benchmarks found."""

    title: str
    tables: list[Table] = field(default_factory=list)
    musts: list[Must] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)


def seconds(value: float) -> str:
    """A time in the unit that reads best."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{_three(value / size)} {unit}"
    return f"{value * 1e9:.0f} ns"


def size(value: float) -> str:
    """Bytes as megabytes."""
    return f"{value / 1e6:,.0f} MB"


def _three(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def times(figures: Figures) -> str:
    """A ratio with its range."""
    return f"{_three(figures.median)} ({_three(figures.low)} to {_three(figures.high)})"


def ranged(figures: Figures) -> str:
    """A time with its range."""
    return f"{seconds(figures.median)} ({seconds(figures.low)} to {seconds(figures.high)})"


def compared(title: str, found: list[Timed], base: str, note: str = "") -> Table:
    """A table of times and ratios to the contender named ``base``; without it no ratios."""
    baseline = next((one for one in found if one.name == base and one.rounds), None)
    rows = []
    for one in sorted(found, key=lambda one: one.figures().median if one.rounds else 1e9):
        if one.rounds:
            ratio = times(one.times(baseline)) if baseline is not None else ""
            rows.append((one.title, ranged(one.figures()), ratio))
    called = baseline.title if baseline is not None else base
    return Table(title, ("contender", "one evaluation", f"times {called}"), rows, note)


def ratio(found: list[Timed], one: str, other: str) -> tuple[float | None, str]:
    """The median ratio of two contenders; None and the reason where one of them has no times."""
    by_name = {timed.name: timed for timed in found}
    for name in (one, other):
        if name not in by_name:
            return None, f"{name} was not asked for"
        if by_name[name].absent:
            return None, f"{by_name[name].title}: {by_name[name].absent}"
    return by_name[one].times(by_name[other]).median, ""


def page(groups: list[Group], heading: list[str]) -> str:
    """The whole as Markdown."""
    lines = [
        "## Measured",
        "",
        "Written by `python -m benchmarks`; do not edit.",
        "",
        *heading,
        "",
        "### What must hold",
        "",
    ]
    rows = [_must(one) for group in groups for one in group.musts]
    lines += _table(("what", "bound", "measured", ""), rows)
    for group in groups:
        lines += ["", f"### {group.title}"]
        for table in group.tables:
            lines += ["", f"#### {table.title}", ""]
            lines += _table(table.columns, table.rows)
            if table.note:
                lines += ["", table.note]
        if group.absent:
            lines += ["", "Without a time:", ""]
            lines += [f"- {title}: {_escaped(why)}" for title, why in group.absent]
    return "\n".join(lines) + "\n"


def _must(one: Must) -> tuple[str, ...]:
    bound = f"{'at least' if one.at_least else 'at most'} {one.bound:g} {one.unit}"
    if one.measured is None:
        return one.what, bound, "–", f"not measured: {one.why}"
    verdict = "met" if one.met() else "**not met**"
    return one.what, bound, f"{_three(one.measured)} {one.unit}", verdict


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    head = [" | ".join(("", *columns, "")).strip(), "|" + "---|" * len(columns)]
    return head + [" | ".join(("", *map(_escaped, row), "")).strip() for row in rows]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
