"""Where the boxes and lines of a chart stand: a small layered layout.

In: a chart. Out: ``Drawing``, in pixels. Refused, as None: a chart of more than ``MOST_NODES``
nodes; its table says the same. A node stands one layer below the lowest node that leads to it; an
edge that skips layers passes through points of its own there; within a layer, nodes stand near the
middle of what they are joined to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from medrules.document.model import Chart

MOST_NODES = 150

WIDTH = 204
LINE = 19
PADDING = 12
GAP_X = 28
GAP_Y = 54
MARGIN = 10
_LETTERS = 26
_MOST_LINES = 6
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A node: its upper left corner, its size, and its lines of text."""

    id: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    outcome: bool

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from node to node, through points; the label stands beside the first."""

    yes: bool
    points: tuple[tuple[float, float], ...]
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines, and the size of it all."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def drawn(chart: Chart) -> Drawing | None:
    """The chart laid out, its start on top; nodes that nothing leads to are left out."""
    if len(chart.nodes) > MOST_NODES:
        return None
    nodes = {one.id: one for one in chart.nodes}
    after = {
        one.id: [name for name in dict.fromkeys((one.yes, one.no)) if name in nodes]
        for one in chart.nodes
    }
    rank = _ranks(chart.start, after)
    if not rank:
        return None
    layers, chains = _layers(rank, after)
    place = _places(layers, chains)
    lines = {name: wrapped(nodes[name].text) for name in rank}
    heights = [
        max(
            (PADDING * 2 + LINE * len(lines[name]) for name in layer if name in lines), default=LINE
        )
        for layer in layers
    ]
    tops = [MARGIN + sum(heights[:index]) + GAP_Y * index for index in range(len(layers))]
    left = min(place[name] for layer in layers for name in layer) - WIDTH / 2 - MARGIN
    right = max(place[name] for layer in layers for name in layer) + WIDTH / 2 + MARGIN
    boxes = {}
    for index, layer in enumerate(layers):
        for name in layer:
            if name in lines:
                height = PADDING * 2 + LINE * len(lines[name])
                boxes[name] = Box(
                    name, place[name] - left - WIDTH / 2, tops[index], WIDTH, height, lines[name],
                    nodes[name].outcome,
                )  # fmt: skip
    edges = [
        _edge(start, chain, boxes, place, tops, heights, left, nodes[start].yes, nodes[start].no)
        for (start, _), chain in chains.items()
    ]
    return Drawing(
        right - left,
        tops[-1] + heights[-1] + MARGIN,
        tuple(boxes.values()),
        tuple(edge for some in edges for edge in some),
    )


def _ranks(start: str, after: dict[str, list[str]]) -> dict[str, int]:
    """The layer of every node that can be reached: the longest way to it (there are no circles)."""
    if start not in after:
        return {}
    order: list[str] = []
    seen: set[str] = set()
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        name, left = waiting.pop()
        if left:
            order.append(name)
        elif name not in seen:
            seen.add(name)
            waiting.append((name, True))
            waiting += [(one, False) for one in reversed(after[name])]
    rank = dict.fromkeys(reversed(order), 0)
    for name in rank:
        for one in after[name]:
            rank[one] = max(rank[one], rank[name] + 1)
    return rank


def _layers(
    rank: dict[str, int], after: dict[str, list[str]]
) -> tuple[list[list[str]], dict[tuple[str, str], list[str]]]:
    """Nodes and the points that edges pass through, layer by layer; and each edge as a chain of them."""
    layers: list[list[str]] = [[] for _ in range(max(rank.values()) + 1)]
    for name, number in rank.items():
        layers[number].append(name)
    chains: dict[tuple[str, str], list[str]] = {}
    for name in rank:
        for one in after[name]:
            chain = [name]
            for number in range(rank[name] + 1, rank[one]):
                point = f"{name}\0{one}\0{number}"
                layers[number].append(point)
                chain.append(point)
            chains[name, one] = [*chain, one]
    return layers, chains


def _places(layers: list[list[str]], chains: dict[tuple[str, str], list[str]]) -> dict[str, float]:
    """The x of the middle of everything, after a few rounds of moving towards neighbours."""
    up: dict[str, list[str]] = {}
    down: dict[str, list[str]] = {}
    for chain in chains.values():
        for above, below in pairwise(chain):
            down.setdefault(above, []).append(below)
            up.setdefault(below, []).append(above)
    place: dict[str, float] = {}
    for layer in layers:
        for index, name in enumerate(layer):
            place[name] = (index - (len(layer) - 1) / 2) * (WIDTH + GAP_X)
    for number in range(_ROUNDS):
        downwards = number % 2 == 0
        near = up if downwards else down
        for layer in layers if downwards else reversed(layers):
            wanted = {
                name: sum(place[one] for one in near[name]) / len(near[name])
                if near.get(name)
                else place[name]
                for name in layer
            }
            layer.sort(key=lambda name: wanted[name])
            _spread(layer, wanted, place)
    return place


def _spread(layer: list[str], wanted: dict[str, float], place: dict[str, float]) -> None:
    """Put a layer where it wants to be, without overlap, its middle where the wishes have theirs."""
    at: list[float] = []
    for index, name in enumerate(layer):
        least = at[-1] + _apart(layer[index - 1], name) if at else wanted[name]
        at.append(max(wanted[name], least))
    shift = sum(wanted[name] for name in layer) / len(layer) - sum(at) / len(at)
    for name, x in zip(layer, at, strict=True):
        place[name] = x + shift


def _apart(one: str, other: str) -> float:
    return sum((WIDTH + GAP_X) / 2 if "\0" not in name else 24.0 for name in (one, other))


def _edge(
    start: str,
    chain: list[str],
    boxes: dict[str, Box],
    place: dict[str, float],
    tops: list[int],
    heights: list[int],
    left: float,
    yes: str,
    no: str,
) -> list[Edge]:
    first, last = boxes[start], boxes[chain[-1]]
    layer = tops.index(int(first.y))
    points: list[tuple[float, float]] = []
    for number, name in enumerate(chain[1:-1], start=layer + 1):
        x = place[name] - left
        points += [(x, float(tops[number])), (x, float(tops[number] + heights[number]))]
    found: list[Edge] = []
    for is_yes, target in ((True, yes), (False, no)):
        if target != last.id:
            continue
        # The two ways out of a box start apart, on the side where they lead; so do two into one box.
        side = (
            0.0
            if yes == no
            else (-1.0 if (points[0][0] if points else last.middle) < first.middle else 1.0)
        )
        if yes == no:
            side = -1.0 if is_yes else 1.0
        leaving = (first.middle + side * first.width / 5, first.y + first.height)
        below = float(tops[layer] + heights[layer])
        way = [leaving, *([(leaving[0], below)] if below > leaving[1] else []), *points]
        ending = (last.middle + (side * 12 if yes == no else 0.0), last.y)
        found.append(Edge(is_yes, (*way, ending), (leaving[0] + 7 * side, below + 17)))
    return found


def wrapped(text: str, letters: int = _LETTERS) -> tuple[str, ...]:
    """The text in lines of at most so many letters; wide letters count twice."""
    lines: list[str] = []
    line = ""
    for word in _pieces(text.split(), letters):
        longer = f"{line} {word}" if line else word
        if line and _wide(longer) > letters:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]} …"]
    return tuple(lines)


def _pieces(texts: Iterable[str], letters: int) -> Iterable[str]:
    """Words, those too long for a line cut."""
    for text in texts:
        piece = ""
        for letter in text:
            if _wide(piece + letter) > letters:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
