"""A diagram of what requires what, laid out in layers.

In: a ``Model``. Out: ``Diagram``: a box for each input, decision, function, service and source, and an
edge for each requirement. A thing stands in the layer above the highest that it requires, so every edge leads
up. Refused: nothing; the order inside a layer is found by a few passes over the neighbours' middles,
which keeps most edges from crossing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medrules.dmn.model import Model

HEIGHT = 60
LEAST_WIDTH = 120
MOST_WIDTH = 240
PER_LETTER = 8
GAP = 30
LAYER_GAP = 70
MARGIN = 40
PASSES = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``y`` counts downwards."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes by id, and edges: who requires, what is required."""

    boxes: Mapping[str, Box]
    edges: tuple[tuple[str, str], ...]
    width: int
    height: int

    def route(self, owner: str, required: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """The edge from the top of what is required to the bottom of what requires it."""
        low, high = self.boxes[required], self.boxes[owner]
        return (
            (low.x + low.width // 2, low.y),
            (high.x + high.width // 2, high.y + high.height),
        )


def lay_out(model: Model) -> Diagram:
    """The diagram of a model."""
    names, needs = _graph(model)
    layers = _layers(names, needs)
    _order(layers, needs)
    boxes: dict[str, Box] = {}
    widths = {
        id: min(max(LEAST_WIDTH, len(name) * PER_LETTER + 24), MOST_WIDTH)
        for id, name in names.items()
    }
    spans = [sum(widths[id] + GAP for id in layer) - GAP for layer in layers]
    widest = max(spans, default=0)
    for level, layer in enumerate(layers):
        x = MARGIN + (widest - spans[level]) // 2
        y = MARGIN + (len(layers) - 1 - level) * (HEIGHT + LAYER_GAP)
        for id in layer:
            boxes[id] = Box(x, y, widths[id], HEIGHT)
            x += widths[id] + GAP
    edges = tuple((owner, one) for owner, required in needs.items() for one in required)
    height = 2 * MARGIN + len(layers) * (HEIGHT + LAYER_GAP) - LAYER_GAP
    return Diagram(boxes, edges, widest + 2 * MARGIN, max(height, 2 * MARGIN))


def _graph(model: Model) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The name of each thing by id, and the ids that it requires."""
    names: dict[str, str] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for data in model.inputs:
        names[data.id] = data.label or data.variable.name
    for source in model.sources:
        names[source.id] = source.name
    for service in model.services:
        names[service.id] = service.variable.name
    for function in model.knowledge:
        names[function.id] = function.variable.name
        needs[function.id] = tuple(id for id in function.knowledge if id != function.id)
    for decision in model.decisions:
        names[decision.id] = decision.label or decision.variable.name
        needs[decision.id] = (
            *decision.inputs,
            *decision.decisions,
            *decision.knowledge,
            *decision.authorities,
        )
    return names, needs


def _layers(names: Mapping[str, str], needs: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Ids by layer from the bottom; functions that call each other in a circle share one."""
    level: dict[str, int] = {}
    for first in names:
        path: list[str] = []
        waiting = [first]
        while waiting:
            current = waiting[-1]
            open_needs = [id for id in needs.get(current, ()) if id not in level and id not in path]
            if current in level or not open_needs or current in path:
                waiting.pop()
                if current in path:
                    path.remove(current)
                if current not in level:
                    below = [level[id] for id in needs.get(current, ()) if id in level]
                    level[current] = max(below, default=-1) + 1
            else:
                path.append(current)
                waiting += open_needs
    layers: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for id in names:
        layers[level[id]].append(id)
    return layers


def _order(layers: list[list[str]], needs: Mapping[str, tuple[str, ...]]) -> None:
    """Sort each layer by the middle of its neighbours, below and above in turn."""
    users: dict[str, list[str]] = {}
    for owner, required in needs.items():
        for one in required:
            users.setdefault(one, []).append(owner)
    for turn in range(PASSES):
        upwards = turn % 2 == 0
        place = {id: (at + 1) / (len(layer) + 1) for layer in layers for at, id in enumerate(layer)}
        for layer in layers if upwards else reversed(layers):
            middle: dict[str, float] = {}
            for id in layer:
                near = needs.get(id, ()) if upwards else users.get(id, ())
                middle[id] = sum(place[one] for one in near) / len(near) if near else place[id]
            layer.sort(key=lambda id: middle[id])
            place |= {id: (at + 1) / (len(layer) + 1) for at, id in enumerate(layer)}
