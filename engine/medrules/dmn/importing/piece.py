"""What one element of a model becomes in a pack.

In: nothing. Out: ``Piece`` and ``NotFitting``. Refused: nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medrules.dmn.importing.blocks import Block
from medrules.dmn.importing.kinds import Kind
from medrules.dmn.model import Where


class NotFitting(Exception):
    """An element that packs have no place for; the message ends a sentence about it."""

    def __init__(self, reason: str, where: Where | None = None) -> None:
        self.where = where
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pack says something: a path, and its type."""

    path: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """The blocks of one input or decision.

    ``places``: a name of the model, with the components behind it, to where the pack says it.
    ``needs``: the names of the model that its logic reads. ``differs``: what the pack says otherwise
    than the model, each as a sentence.
    """

    name: str
    where: Where
    file: str
    blocks: tuple[Block, ...]
    places: Mapping[tuple[str, ...], Place]
    needs: frozenset[str] = field(default_factory=frozenset)
    differs: tuple[str, ...] = ()
