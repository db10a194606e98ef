"""From an evaluation to the blocks of its report, by the sections that the packs declare.

In: a program and an evaluation. Out: blocks in order. Knows nothing of any domain: what is shown,
under which title and in which form, is said by ``[[report]]`` in the packs. A conclusion that is
not settled says what it could still be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import assert_never

from medrules.diagnostics.sanitise import visible
from medrules.explain.wording import say_possible, say_value
from medrules.ir.evaluation import Conclusion, Evaluation, Plain, Slot
from medrules.ir.program import Program, Section
from medrules.ir.types import EnumType, ListType, NumberType, SetType, Type
from medrules.record_order import ordered_records
from medrules_cli.report.blocks import (
    Block,
    Bullets,
    Grid,
    Heading,
    Headline,
    Note,
    Paragraph,
    Tone,
    Values,
)


class Assembly:
    """One program and one evaluation of it, looked up by name."""

    def __init__(self, program: Program, evaluation: Evaluation, profile: str) -> None:
        self.program = program
        self.profile = profile
        self.evaluation = evaluation
        self.derived = {item.path: item for item in program.derived}
        self.facts = {item.path: item for item in program.facts}
        self.enums = {item.id: item for item in program.enums}
        self.shown: set[str] = set()

    def blocks(self) -> Iterator[Block]:
        """The whole report."""
        for section in self.program.report:
            body = list(self._section(section))
            if not body:
                continue
            if section.kind != "headline":
                yield Heading(visible(section.title))
            if section.intro:
                yield Paragraph(visible(section.intro))
            yield from body
        yield from self._missing()
        yield from self._next()

    def selected(self, paths: Sequence[str]) -> Iterator[Block]:
        """A plain list of some conclusions, whatever the sections say."""
        wanted = set(paths)
        found = [
            item
            for path, item in self.evaluation.conclusions.items()
            if _plain_path(path) in wanted
        ]
        self.shown.update(item.path for item in found)
        yield Values(tuple((item.path, self._said(item)) for item in found))
        yield from self._missing()

    def _section(self, section: Section) -> Iterator[Block]:
        found = [
            self.evaluation.conclusions[path]
            for path in section.show
            if path in self.evaluation.conclusions
        ]
        self.shown.update(item.path for item in found)
        match section.kind:
            case "headline":
                for item in found:
                    yield from self._headline(item)
            case "steps":
                for item in found:
                    yield from self._steps(item)
            case "values":
                rows = tuple(self._values(found))
                if rows:
                    yield Values(rows)
            case "reasons":
                from medrules.explain.reasons import reasons

                for item in found:
                    why = reasons(self.program, self.evaluation, item.path)
                    chosen = why[: section.limit or len(why)]
                    if chosen:
                        yield Bullets(tuple(("", visible(line)) for line in chosen))
            case "list":
                blocks = [block for item in found for block in self._list(item, section.limit)]
                yield from blocks or ([Note("none")] if found else [])
            case "table":
                yield from self._table(section)
            case "paragraph":
                for item in found:
                    yield from self._paragraph(item)
            case _:
                assert_never(section.kind)

    def _headline(self, item: Conclusion) -> Iterator[Block]:
        settled = item.settlement.status == "settled"
        tone: Tone = "good" if settled else "open"
        yield Headline(self._title(item.path), self._said(item), item.settlement.status, tone)
        if settled:
            text = self._member_text(item.path, item.settlement.value)
            if text:
                yield Paragraph(visible(text))

    def _steps(self, item: Conclusion) -> Iterator[Block]:
        value = item.settlement.value
        settled = item.settlement.status == "settled"
        if settled:
            way = value if isinstance(value, tuple) else ()
        else:
            possible = item.settlement.possible
            ways = possible if isinstance(possible, tuple) else ()
            way = _common([one for one in ways if isinstance(one, tuple)])
        if way:
            yield Bullets(
                tuple(self._step(item.path, way, place) for place in range(len(way))), True
            )
        if not settled:
            yield Note("From here the way depends on what is not known yet.")

    def _step(self, path: str, way: tuple[Plain, ...], place: int) -> tuple[str, str]:
        """A node of a flow: its question and the answer that the next node tells, or its outcome."""
        flow = next((one for one in self.program.flows if one.path == path), None)
        node = next((one for one in flow.nodes if one.id == way[place]), None) if flow else None
        if node is None:
            return visible(self._member(path, way[place])), ""
        if not node.yes:
            return visible(node.title), ""
        if place + 1 == len(way):
            return visible(node.title), "not known"
        return visible(node.title), "yes" if way[place + 1] == node.yes else "no"

    def _list(self, item: Conclusion, limit: int) -> Iterator[Block]:
        value = item.settlement.value
        members = (
            sorted(value, key=lambda one: self._position(item.path, one))
            if isinstance(value, frozenset)
            else list(value)
            if isinstance(value, tuple)
            else []
        )
        entries = [
            (self._member(item.path, one), self._member_text(item.path, one)) for one in members
        ]
        cut = entries[:limit] if limit else entries
        if cut:
            yield Bullets(tuple((visible(title), visible(text)) for title, text in cut))
        if len(cut) < len(entries):
            yield Note(f"and {len(entries) - len(cut)} more")
        if item.settlement.status != "settled":
            yield from self._still_open(item)

    def _still_open(self, item: Conclusion) -> Iterator[Block]:
        possible = item.settlement.possible
        if isinstance(possible, tuple) and possible and isinstance(self._type(item.path), SetType):
            more = ", ".join(visible(self._member(item.path, one)) for one in possible)
            yield Note(f"may still come, when more is known: {more}")
        elif not isinstance(possible, tuple) or possible:
            yield Note("may still change when more is known")

    def _paragraph(self, item: Conclusion) -> Iterator[Block]:
        value = item.settlement.value
        sentences: list[str] = []
        if isinstance(value, frozenset):
            members = sorted(value, key=lambda one: self._position(item.path, one))
            sentences = [
                self._member_text(item.path, one) or self._member(item.path, one) for one in members
            ]
        elif isinstance(value, tuple):
            sentences = [str(one) for one in value]
        elif isinstance(value, str):
            sentences = [value]
        if sentences:
            yield Paragraph(" ".join(visible(one) for one in sentences))
        elif item.settlement.status != "settled":
            yield Note("cannot be said yet; see what is missing, below")

    def _table(self, section: Section) -> Iterator[Block]:
        path = section.show[0]
        order = ordered_records(self.program, self.evaluation, path)
        if not order:
            return
        limit = section.limit or len(order)
        told = [column for column in section.columns if self._tells(path, order, column)]
        if not told:
            return
        head = tuple(self._title(f"{path}[].{column}") for column in section.columns)
        kinds = [self._type(f"{path}[].{column}") for column in section.columns]
        rows = tuple(
            tuple(self._cell(path, index, column) for column in section.columns)
            for index in order[:limit]
        )
        numeric = tuple(isinstance(kind, NumberType) for kind in kinds)
        yield Grid(head, rows, numeric)
        if len(order) > limit:
            yield Note(f"and {len(order) - limit} more; --format json shows all")

    def _tells(self, path: str, order: Sequence[int], column: str) -> bool:
        """Whether a column says something of any record, beside what it is called and its place."""
        place = next(item for item in self.program.lists if item.path == path)
        if column in (place.key, place.order_by):
            return False
        records = self.evaluation.run.records[path]
        return any(records[index].get(column) not in (None, frozenset(), ()) for index in order)

    def _cell(self, path: str, index: int, column: str) -> str:
        concrete = f"{path}[{index}].{column}"
        conclusion = self.evaluation.conclusions.get(concrete)
        if conclusion is not None:
            self.shown.add(concrete)
            if conclusion.settlement.status != "settled":
                return self._said(conclusion)
            value: Slot = conclusion.settlement.value
        else:
            value = self.evaluation.run.records[path][index].get(column)
        if isinstance(value, frozenset):
            members = sorted(value, key=lambda one: self._position(concrete, one))
            return visible("; ".join(self._member(concrete, one) for one in members))
        return visible(say_value(value, self._type(concrete), self.program))

    def _missing(self) -> Iterator[Block]:
        """Which missing facts decide, and what they could change."""
        deciding: dict[str, list[str]] = {}
        for path in self.evaluation.conclusions:
            if path not in self.shown:
                continue
            for fact in self.evaluation.conclusions[path].settlement.missing:
                deciding.setdefault(fact, []).append(path)
        if not deciding:
            return
        yield Heading("What is missing, and what it could change")
        ranked = sorted(deciding.items(), key=lambda pair: -len(pair[1]))
        entries = []
        for fact, paths in ranked[:8]:
            titles = dict.fromkeys(self._place_title(path) for path in paths)
            changes = ", ".join(list(titles)[:3]) + (" …" if len(titles) > 3 else "")
            entries.append(
                (visible(f"{self._question(fact)} ({fact})"), f"could change: {changes}")
            )
        yield Bullets(tuple(entries))
        if len(ranked) > 8:
            yield Note(f"and {len(ranked) - 8} more; --format json shows all")

    def _next(self) -> Iterator[Block]:
        """The command that most likely comes next."""
        profile = self.profile if self.profile != "-" else "PROFILE"
        yield Heading("Next")
        yield Note(f"medrules explain {profile}")

    def _question(self, fact: str) -> str:
        found = self.facts.get(_plain_path(fact))
        return (found.question or found.title) if found else fact

    def _place_title(self, path: str) -> str:
        return self._title(_plain_path(path))

    def _title(self, path: str) -> str:
        found = self.derived.get(path) or self.facts.get(path)
        return visible(found.title) if found else path

    def _type(self, path: str) -> Type:
        found = self.derived.get(_plain_path(path)) or self.facts.get(_plain_path(path))
        if found is None:
            raise KeyError(path)
        return found.type

    def _says(self, item: Conclusion) -> bool:
        return item.settlement.status != "settled" or item.settlement.value is not None

    def _said(self, item: Conclusion) -> str:
        kind = self._type(item.path)
        if item.settlement.status == "settled":
            return visible(say_value(item.settlement.value, kind, self.program))
        return visible(say_possible(item.settlement, kind, self.program))

    def _member(self, path: str, value: Plain) -> str:
        return say_value(value, _item(self._type(path)), self.program)

    def _member_text(self, path: str, value: Plain) -> str:
        kind = _item(self._type(path))
        info = self.enums.get(kind.id) if isinstance(kind, EnumType) else None
        if info is None:
            return ""
        return next((one.text for one in info.members if one.value == value), "")

    def _position(self, path: str, value: Plain) -> int:
        kind = _item(self._type(path))
        members = kind.members if isinstance(kind, EnumType) else ()
        return members.index(value) if isinstance(value, str) and value in members else len(members)

    def _values(self, found: Sequence[Conclusion]) -> Iterator[tuple[str, str]]:
        """Names and values; a pair ``…_low`` and ``…_high`` is one line."""
        skip = ""
        for item, after in zip_longest(found, found[1:]):
            if item is None or item.path == skip or not self._says(item):
                continue
            stem = item.path.removesuffix("_low")
            if after is not None and stem != item.path and after.path == f"{stem}_high":
                skip = after.path
                yield (
                    _shared(self._title(item.path), self._title(after.path)),
                    self._span(item, after),
                )
            else:
                yield self._title(item.path), self._said(item)

    def _span(self, low: Conclusion, high: Conclusion) -> str:
        first, last = self._said(low), self._said(high)
        if first == last:
            return first
        if low.settlement.status == high.settlement.status == "settled":
            unit = first.rpartition(" ")[2]
            if last.endswith(f" {unit}"):
                first = first.removesuffix(f" {unit}")
        return f"{first} to {last}"


def _shared(first: str, last: str) -> str:
    """What two titles have in common: "Hours in all" of "Hours in all, at least" and "…, at most"."""
    size = next(
        (
            index
            for index, (one, other) in enumerate(zip(first, last, strict=False))
            if one != other
        ),
        min(len(first), len(last)),
    )
    return first[:size].rpartition(",")[0].strip() or first


def _item(kind: Type) -> Type:
    match kind:
        case SetType(item) | ListType(item):
            return item
        case _:
            return kind


def _common(ways: Sequence[tuple[Plain, ...]]) -> tuple[Plain, ...]:
    """The beginning that all ways share."""
    if not ways:
        return ()
    shortest = min(ways, key=len)
    for index, step in enumerate(shortest):
        if any(way[index] != step for way in ways):
            return shortest[:index]
    return shortest


def _plain_path(path: str) -> str:
    """``programs[0].score`` as it was declared: ``programs[].score``."""
    head, bracket, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if bracket else path
