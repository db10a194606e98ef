"""Stage five: the strata.

In: drafted rules with what each reads. Out: conclusions grouped so that each group looks only at
itself and down, in order. A group that looks at itself is recursive: allowed for set-valued
conclusions that gather (``collect``) and are read only by membership. Refused, as a diagnostic that
prints the whole circle: a conclusion that rests on its own absence, on its own value, or on a count
or sum of itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from medrules.compiler.build import Build, Drafted
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.feel.checker import Read
from medrules.ir.program import Derived, Policy, Stratum

Graph = dict[str, dict[str, tuple[Read, Drafted]]]


def stratify(build: Build) -> tuple[tuple[Stratum, ...], tuple[Diagnostic, ...]]:
    """The strata of the rules in their present order, and the circles that forbid any."""
    derived = build.vocabulary.derived
    graph = _graph(build.rules, derived)
    producers: dict[str, list[int]] = {path: [] for path in derived}
    for position, drafted in enumerate(build.rules):
        producers[drafted.rule.conclusion].append(position)
    strata: list[Stratum] = []
    problems: list[Diagnostic] = []
    for group in _components(graph):
        members = set(group)
        inner = [
            (source, target, *graph[source][target])
            for source in group
            for target in graph[source]
            if target in members
        ]
        if inner:
            problems += _refuse(group, inner, graph, derived)
        rules = sorted(position for path in group for position in producers[path])
        strata.append(Stratum(tuple(group), tuple(rules), bool(inner)))
    return tuple(strata), tuple(problems)


def _graph(rules: Iterable[Drafted], derived: dict[str, Derived]) -> Graph:
    """For every conclusion, the conclusions that its rules read; a non-monotone read wins."""
    graph: Graph = {path: {} for path in derived}
    for drafted in rules:
        edges = graph[drafted.rule.conclusion]
        for read in drafted.reads:
            if read.path not in derived:
                continue
            before = edges.get(read.path)
            if before is None or (before[0].monotone and not read.monotone):
                edges[read.path] = (read, drafted)
    return graph


def _components(graph: Graph) -> list[list[str]]:
    """Strongly connected components, each after those it reads (Tarjan 1972), without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[list[str]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    cut = stack.index(node)
                    group = stack[cut:]
                    del stack[cut:]
                    on_stack.difference_update(group)
                    found.append(group)
    return found


def _refuse(
    group: list[str],
    inner: list[tuple[str, str, Read, Drafted]],
    graph: Graph,
    derived: dict[str, Derived],
) -> list[Diagnostic]:
    """One diagnostic for a group that may not be recursive: the circle through its worst edge."""
    plain = [path for path in group if derived[path].policy is not Policy.COLLECT]
    bad = [item for item in inner if not item[2].monotone] or [
        item for item in inner if item[0] in plain
    ]
    if not bad:
        return []
    source, target, read, _ = bad[0]
    circle = [source, *_way(graph, set(group), target, source)]
    shown = " → ".join(circle)
    labels = []
    for first, second in pairwise(circle[1:]):
        other_read, _ = graph[first][second]
        labels.append(Label(other_read.span, f'"{first}" rests on "{second}" here'))
    return [
        report(
            "MR0457",
            f"a conclusion rests on itself: {shown}",
            read.span,
            tuple(labels),
            "break the circle: only sets that gather members (policy collect) may rest on each other, "
            "and only by asking whether a member is there",
        )
    ]


def _way(graph: Graph, members: set[str], start: str, goal: str) -> list[str]:
    """A shortest way from start to goal inside the group, both included."""
    before: dict[str, str | None] = {start: None}
    queue = [start]
    for node in queue:
        if node == goal:
            break
        for target in graph[node]:
            if target in members and target not in before:
                before[target] = node
                queue.append(target)
    way: list[str] = []
    step: str | None = goal
    while step is not None:
        way.append(step)
        step = before[step]
    return way[::-1]
