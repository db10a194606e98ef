"""Every name in a model that may follow a dot: components, outputs, entries, columns.

In: a model. Out: the names, so that the parser can read those of several words. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.dmn.model import Boxed, Context, DecisionTable, ItemDefinition, Model, Relation, parts


def members_of(model: Model) -> frozenset[str]:
    """The names of all members of all values of the model."""
    logics = [one.logic for one in model.decisions] + [one.function for one in model.knowledge]
    found = {name for item in model.items for name in _components(item)}
    found |= {name for logic in logics if logic is not None for name in _named(logic)}
    found |= {one.where.name for one in model.decisions}
    return frozenset(name for name in found if name)


def _components(item: ItemDefinition) -> Iterator[str]:
    for component in item.components:
        yield component.name
        yield from _components(component)


def _named(boxed: Boxed) -> Iterator[str]:
    if isinstance(boxed, DecisionTable):
        yield from (output.name for output in boxed.outputs)
    elif isinstance(boxed, Context):
        yield from (entry.variable.name for entry in boxed.entries if entry.variable)
    elif isinstance(boxed, Relation):
        yield from (column.name for column in boxed.columns)
    for part in parts(boxed):
        yield from _named(part)
