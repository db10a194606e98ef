"""Input data become facts.

In: the input data of a model and its types. Out: a ``Piece`` for each, or ``NotFitting``. Refused, as
``NotFitting``: inputs of types that facts do not have.

Where an input has no type of its own, or is any text, the decision tables that read it may say more:
the type of their column, and the values that it lists, if all of them agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.dmn.importing.blocks import Block, block
from medrules.dmn.importing.kinds import Fit, Kind, Kinds, Parts, Unfit
from medrules.dmn.importing.names import Taken, path_of
from medrules.dmn.importing.piece import NotFitting, Piece, Place
from medrules.dmn.model import Boxed, DecisionTable, Input, InputData, parts


def fact_piece(data: InputData, kinds: Kinds, taken: Taken) -> Piece:
    """The facts for one input. Raises NotFitting."""
    name = data.variable.name
    fit = _with_columns(kinds.of(data.variable.type_ref), data, kinds)
    found = tuple(_flat((name,), fit, path_of(name)))
    top = taken.new(path_of(name))
    places: dict[tuple[str, ...], Place] = {}
    blocks: list[Block] = []
    differs: list[str] = []
    inner = Taken("_")
    for names, kind, path in found:
        rest = path.removeprefix(path_of(name))
        full = inner.new(top + rest)
        places[names] = Place(full, kind)
        blocks.append(_block(full, kind, " ".join(names)))
        if kind.lost:
            whole = ".".join(names)
            differs.append(f'The fact {full} cannot keep a part of "{whole}": {kind.lost}')
    return Piece(name, data.where, "facts.toml", tuple(blocks), places, differs=tuple(differs))


def _flat(
    names: tuple[str, ...], fit: Fit, path: str
) -> Iterator[tuple[tuple[str, ...], Kind, str]]:
    match fit:
        case Unfit(reason=reason):
            inside = f'its component "{".".join(names[1:])}" ' if len(names) > 1 else ""
            raise NotFitting(f"{inside}{reason}")
        case Parts(parts=inner):
            for name, one in inner:
                yield from _flat((*names, name), one, f"{path}.{path_of(name)}")
        case Kind(type="list"):
            raise NotFitting("is a list of texts, which no fact can be")
        case Kind():
            yield names, fit, path


def _block(path: str, kind: Kind, title: str) -> Block:
    return Block("facts", (("path", path), *kind.pairs().items(), ("title", title[:200])))


def enum_blocks(kinds: Kinds, pieces: list[Piece]) -> list[Block]:
    """The enums that the places of these pieces use."""
    used = {
        place.kind.words.id
        for piece in pieces
        for place in piece.places.values()
        if place.kind.words is not None
    }
    return [kinds.block_of(words) for id, words in kinds.words.items() if id in used]


def report_block(title: str, paths: list[str]) -> Block:
    """What a person is shown: every decision."""
    return block("report", id="decisions", title=title[:200], kind="values", show=list(paths))


def _with_columns(fit: Fit, data: InputData, kinds: Kinds) -> Fit:
    """The type, made definite by the columns of decision tables that read the input."""
    columns = [
        column
        for decision in kinds.model.decisions
        if data.id in decision.inputs and decision.logic is not None
        for column in _columns(decision.logic)
        if " ".join(column.expression.text.text.split()) == data.variable.name
    ]
    if isinstance(fit, Unfit) and data.variable.type_ref in ("", "Any"):
        types = {column.expression.type_ref for column in columns} - {""}
        if len(types) == 1:
            fit = kinds.of(types.pop())
    if isinstance(fit, Kind) and fit.type == "text" and not fit.lost:
        values = {
            " ".join(column.values.text.text.split()): column.values
            for column in columns
            if column.values is not None
        }
        if len(values) == 1 and all(column.values is not None for column in columns):
            limited = kinds.limited(fit, next(iter(values.values())), data.variable.name)
            return fit if limited.lost else limited
    return fit


def _columns(boxed: Boxed) -> Iterator[Input]:
    if isinstance(boxed, DecisionTable):
        yield from boxed.inputs
    for part in parts(boxed):
        yield from _columns(part)
