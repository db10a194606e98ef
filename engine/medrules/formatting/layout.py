"""A pack file in its canonical layout.

In: a TOML file of a pack. Out: the same data, laid out in one way: keys in the order of the schema,
an empty line before each table, none before the inner tables of an array, the quotes and line ends of
``medrules.formatting.values``. Tables stay in the order in which they are written; comments stay
with what they stand above or beside. Refused, as ``MedrulesError``: text that is not TOML, or that
holds more than a pack may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import medrules_schemas
from medrules.diagnostics.model import MedrulesError
from medrules.formatting.model import Block, Entry, Sheet
from medrules.formatting.order import KeyOrder, Node
from medrules.formatting.reading import read_sheet
from medrules.formatting.values import ValueLayout, key_text, position
from medrules.packs.bounds import Size
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

_CELLS = {("tables", "rows", "when")}


def format_toml(source: SourceFile, schema: str) -> str:
    """The text of the file in canonical layout; ``schema`` names what its tables are.

    Raises MedrulesError for text that is not TOML or holds too much, and KeyError for a schema that
    does not exist.
    """
    too_large = Size().add(parse_toml(source), cases=schema == "cases")
    if too_large is not None:
        raise MedrulesError([too_large])
    order = KeyOrder(medrules_schemas.load(schema))
    text = _Layout(order).sheet(read_sheet(source.text))
    if _data(text) != _data(source.text):
        raise AssertionError(f"laying out {source.name} would change what it says")
    return text


def _data(text: str) -> dict[str, object]:
    """What the text says, with numbers as they are written, so that 1.0 and 1 differ."""
    import tomllib

    return tomllib.loads(text, parse_float=str)


class _Layout:
    def __init__(self, order: KeyOrder) -> None:
        self.order = order
        self.values = ValueLayout(order)

    def sheet(self, sheet: Sheet) -> str:
        lines: list[str] = []
        root, *blocks = sheet.blocks
        lines += _tidy(root.before)
        if lines:
            lines.append("")
        lines += self.entries(root, ())
        for group in _groups(blocks):
            for block in self.sorted_group(group):
                apart = block.array or block is group[0] or not group[0].array
                lines += self.block(block, first=not lines, apart=apart)
        if sheet.end:
            lines += [*([""] if lines else []), *_tidy(sheet.end)]
        while lines and not lines[-1]:
            lines.pop()
        return "\n".join(lines) + "\n" if lines else ""

    def sorted_group(self, group: Sequence[Block]) -> list[Block]:
        """A table with the tables inside it, these in the order of the schema."""
        head, *inner = group
        keys = [entry.key[0] for entry in head.entries]
        depth = len(head.header)
        keys += [block.header[depth] for block in inner]
        known = self.order.order(self.order.reach(head.header), keys)
        if known is None:
            return [head, *inner]
        return [head, *sorted(inner, key=lambda block: position(known, block.header[depth]))]

    def block(self, block: Block, *, first: bool, apart: bool) -> Iterator[str]:
        """The empty line above (if ``apart``), the comments, the header, the keys."""
        before = _tidy(block.before) if apart else _packed(block.before)
        if not first and apart:
            yield ""
        yield from before
        name = key_text(block.header)
        yield _with_comment(f"[[{name}]]" if block.array else f"[{name}]", block.after)
        yield from self.entries(block, block.header)

    def entries(self, block: Block, path: tuple[str, ...]) -> Iterator[str]:
        node = self.order.reach(path)
        entries = list(block.entries)
        known = self.order.order(node, [entry.key[0] for entry in entries])
        if known is not None:
            entries = [replace(entry, before=_packed(entry.before)) for entry in entries]
            entries.sort(key=lambda entry: position(known, entry.key[0]))
        for index, entry in enumerate(entries):
            before = entry.before if index else _without_first_gap(entry.before)
            yield from before
            yield self.entry(entry, node, path)
        yield from block.end

    def entry(self, entry: Entry, node: Node, path: tuple[str, ...]) -> str:
        head = f"{key_text(entry.key)} = "
        for part in entry.key:
            node = self.order.below(node, part)
        cells = (*path, *entry.key) in _CELLS
        written = self.values.text(entry.value, node, len(head), cells=cells)
        return _with_comment(head + written, entry.after)


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Each table with the tables inside it that follow."""
    group: list[Block] = []
    for block in blocks:
        inside = (
            group
            and len(block.header) > len(group[0].header)
            and block.header[: len(group[0].header)] == group[0].header
        )
        if group and not inside:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _with_comment(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _packed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The comments without the empty lines."""
    return tuple(line for line in lines if line)


def _without_first_gap(lines: tuple[str, ...]) -> tuple[str, ...]:
    return lines[1:] if lines and not lines[0] else lines


def _tidy(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The comments with the empty lines between and after, but not before."""
    return _without_first_gap(lines)
