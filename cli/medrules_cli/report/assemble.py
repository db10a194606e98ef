"""From an evaluation to the blocks of its report, by the sections that the packs declare.

In: a program, an evaluation, and what the run was asked. Out: blocks in order. Knows nothing of
any domain: what is shown, under which title and in which form, is said by ``[[report]]`` in the
packs. Nothing is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import assert_never

from medrules.diagnostics.sanitise import visible
from medrules.ir.evaluation import Conclusion, Evaluation, Plain, Slot
from medrules.ir.program import Program, Section
from medrules.ir.types import NumberType, SetType
from medrules.ir.values import UNKNOWN
from medrules.record_order import ordered_records
from medrules_cli.again import Asked
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
from medrules_cli.report.missing import missing
from medrules_cli.report.saying import MOST_VALUES, NOT_KNOWN, Saying, declared_path, stem


class Assembly:
    """One report in the making; ``shown`` gathers the conclusions that it mentions."""

    def __init__(self, program: Program, evaluation: Evaluation, asked: Asked) -> None:
        self.program = program
        self.evaluation = evaluation
        self.asked = asked
        self.say = Saying(program, evaluation)
        self.shown: list[str] = []

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
        yield from missing(self.say, self.shown, self.asked)

    def selected(self, paths: Sequence[str]) -> Iterator[Block]:
        """A plain list of some conclusions with their status, whatever the sections say."""
        wanted = set(paths)
        found = [
            item
            for path, item in self.evaluation.conclusions.items()
            if declared_path(path) in wanted
        ]
        self.shown = [item.path for item in found]
        yield Values(
            tuple(
                (item.path, f"{self.say.whole(item)} ({item.settlement.status})") for item in found
            )
        )
        yield from missing(self.say, self.shown, self.asked)

    def _section(self, section: Section) -> Iterator[Block]:
        conclusions = self.evaluation.conclusions
        found = [conclusions[path] for path in section.show if path in conclusions]
        self.shown += [item.path for item in found]
        match section.kind:
            case "headline":
                for item in found:
                    yield from self._headline(item)
            case "steps":
                for item in found:
                    yield from self._steps(item)
            case "values":
                rows = tuple(self._values(found))
                known = tuple(row for row in rows if row[1] != NOT_KNOWN)
                if known:
                    yield Values(known)
                if len(known) < len(rows):
                    titles = "; ".join(title for title, said in rows if said == NOT_KNOWN)
                    yield Note(f"{NOT_KNOWN}: {titles}")
            case "reasons":
                for item in found:
                    yield from self._reasons(item, section.limit)
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
        title = self.say.title(item.path)
        yield Headline(title, self.say.whole(item), item.settlement.status, tone)
        if settled:
            text = self.say.member_text(item.path, item.settlement.value)
            if text:
                yield Paragraph(visible(text))

    def _reasons(self, item: Conclusion, limit: int) -> Iterator[Block]:
        from medrules.explain.reasons import reasons

        why = reasons(self.program, self.evaluation, item.path)
        if why:
            yield Bullets(tuple(("", visible(line)) for line in why[: limit or len(why)]))

    def _steps(self, item: Conclusion) -> Iterator[Block]:
        value, settled = item.settlement.value, item.settlement.status == "settled"
        if settled:
            way = value if isinstance(value, tuple) else ()
        else:
            possible = item.settlement.possible
            ways = possible if isinstance(possible, tuple) else ()
            way = _common([one for one in ways if isinstance(one, tuple)])
        if way:
            steps = [self._step(item.path, way, place) for place in range(len(way))]
            yield Bullets(tuple(steps), True)
        if not settled:
            yield Note("From here the way depends on what is not known yet.")

    def _step(self, path: str, way: tuple[Plain, ...], place: int) -> tuple[str, str]:
        """A node of a flow: its question and the answer that the next node tells, or its outcome."""
        flow = next((one for one in self.program.flows if one.path == path), None)
        node = next((one for one in flow.nodes if one.id == way[place]), None) if flow else None
        if flow is None or node is None:
            return visible(self.say.member(path, way[place])), ""
        if not node.yes:
            return visible(self.say.member(flow.outcome, node.outcome)), ""
        title = visible(node.title)
        if place + 1 == len(way):
            return title, NOT_KNOWN
        return title, "yes" if way[place + 1] == node.yes else "no"

    def _list(self, item: Conclusion, limit: int) -> Iterator[Block]:
        value, settled = item.settlement.value, item.settlement.status == "settled"
        members: list[Plain] = []
        if isinstance(value, frozenset):
            members = sorted(value, key=lambda one: self.say.position(item.path, one))
        elif isinstance(value, tuple):
            members = list(value)
        cut = members[:limit] if limit else members
        if cut:
            yield Bullets(tuple(self._entry(item.path, one) for one in cut))
        if len(cut) < len(members):
            yield Note(f"and {len(members) - len(cut)} more")
        if not settled:
            yield Note(self._still_open(item, bool(members)))

    def _entry(self, path: str, member: Plain) -> tuple[str, str]:
        return visible(self.say.member(path, member)), visible(self.say.member_text(path, member))

    def _still_open(self, item: Conclusion, some: bool) -> str:
        possible = item.settlement.possible
        if isinstance(self.say.type(item.path), SetType) and isinstance(possible, tuple):
            certain = item.settlement.value if isinstance(item.settlement.value, frozenset) else ()
            more = [one for one in possible if one not in certain]
            if 0 < len(more) <= MOST_VALUES:
                return f"may still come: {'; '.join(self.say.members(item.path, more))}"
        title = self.say.title(item.path)
        return "more may still come" if some else f"{title}: {NOT_KNOWN}"

    def _paragraph(self, item: Conclusion) -> Iterator[Block]:
        value = item.settlement.value
        sentences: list[str] = []
        if isinstance(value, frozenset):
            members = sorted(value, key=lambda one: self.say.position(item.path, one))
            sentences = [
                self.say.member_text(item.path, one) or self.say.member(item.path, one)
                for one in members
            ]
        elif isinstance(value, tuple):
            sentences = [str(one) for one in value]
        elif isinstance(value, str):
            sentences = [value]
        if item.settlement.status != "settled":
            sentences.append(
                "More would follow from what is missing." if sentences else f"This is {NOT_KNOWN}."
            )
        if sentences:
            yield Paragraph(" ".join(visible(one) for one in sentences))

    def _values(self, found: Sequence[Conclusion]) -> Iterator[tuple[str, str]]:
        """Names and values; a pair ``…_low`` and ``…_high`` is one line; no line for nothing."""
        skip = ""
        for item, after in zip_longest(found, found[1:]):
            if item is None or item.path == skip:
                continue
            start = item.path.removesuffix("_low")
            title = self.say.title(item.path)
            if after is not None and start != item.path and after.path == f"{start}_high":
                skip = after.path
                if _says(item) or _says(after):
                    yield stem(title), self.say.pair(item, after)
            elif _says(item):
                yield title, self.say.short(item)

    def _table(self, section: Section) -> Iterator[Block]:
        path = section.show[0]
        order = ordered_records(self.program, self.evaluation, path)
        if not any(self._tells(path, order, column) for column in section.columns):
            return
        limit = section.limit or len(order)
        head = tuple(self.say.title(f"{path}[].{column}") for column in section.columns)
        kinds = [self.say.type(f"{path}[].{column}") for column in section.columns]
        rows = tuple(
            tuple(self._cell(path, index, column) for column in section.columns)
            for index in order[:limit]
        )
        yield Grid(head, rows, tuple(isinstance(kind, NumberType) for kind in kinds))
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
            self.shown.append(concrete)
            said = self.say.short(conclusion, "; ")
        else:
            value: Slot = self.evaluation.run.records[path][index].get(column)
            said = NOT_KNOWN if value is UNKNOWN else self.say.value(concrete, value, "; ")
        return "?" if said == NOT_KNOWN else said


def _says(item: Conclusion) -> bool:
    return item.settlement.status != "settled" or item.settlement.value not in (None, frozenset())


def _common(ways: Sequence[tuple[Plain, ...]]) -> tuple[Plain, ...]:
    """The beginning that all ways share."""
    if not ways:
        return ()
    shortest = min(ways, key=len)
    for index, step in enumerate(shortest):
        if any(way[index] != step for way in ways):
            return shortest[:index]
    return shortest
