"""Stage three, second half: flows become IR rules, one for every node that an answer can pass.

In: one pack's flows. Out: rules that put each reached node on the path, rules that give each
outcome, and ``Flow`` records for drawings. A node is reached when, on some way from the start,
every question was answered as the way asks. Refused, as diagnostics: a start, a yes or a no that
names no node, a question without both edges, a way without an outcome, a node that nothing leads
to, a circle, more than 256 ways to one node.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from medrules.compiler.build import Drafted
from medrules.compiler.drafting import Drafting, full_id
from medrules.compiler.literals import Misfit, literal
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.diagnostics.suggest import did_you_mean
from medrules.feel.checker import Read
from medrules.ir.expr import And, Const, Expr, Not, Or
from medrules.ir.program import (
    Derived,
    EnumInfo,
    Flow,
    FlowNode,
    Member,
    Origin,
    Policy,
    Rule,
)
from medrules.ir.types import BOOLEAN, EnumType, ListType
from medrules.packs.model import FlowDef, FlowNodeDef, PackDef
from medrules.source.located import Located

MAX_WAYS = 256

Asked: TypeAlias = dict[str, tuple[Expr, tuple[Read, ...]]]
"""The condition of each question by its node, with what it reads."""


def declare_paths(drafting: Drafting, pack: PackDef) -> None:
    """Declare the ``path`` conclusion of every flow: the list of its nodes, in the order taken."""
    vocabulary = drafting.vocabulary
    for flow in pack.flows:
        if not flow.path or flow.path in vocabulary.derived:
            continue
        name = f"{flow.id}-nodes"
        kind = EnumType(name, tuple(node.id for node in flow.nodes))
        vocabulary.enums[name] = kind
        vocabulary.enum_infos[name] = EnumInfo(
            name,
            f"Steps of {flow.title or flow.id}",
            tuple(Member(node.id, _title(drafting, flow, node), "") for node in flow.nodes),
        )
        vocabulary.derived[flow.path] = Derived(
            flow.path,
            ListType(kind),
            Policy.RULE_ORDER,
            (),
            kind.members,
            f"Path through: {flow.title or flow.id}",
            "",
            False,
            pack.id,
            flow.at.value("path"),
        )


def draft_flow(
    drafting: Drafting, pack: PackDef, flow: FlowDef
) -> tuple[Flow, tuple[Drafted, ...]]:
    """The rules of a flow, in the order in which its nodes are reached."""
    nodes = {node.id: node for node in flow.nodes}
    sound = _check(drafting, flow, nodes)
    asked = _questions(drafting, flow) if sound else None
    conditions = {} if asked is None else {name: expr for name, (expr, _) in asked.items()}
    drawn = Flow(
        full_id(pack, flow.id),
        flow.title or flow.id,
        flow.outcome,
        flow.path,
        flow.start,
        tuple(
            FlowNode(
                node.id,
                _title(drafting, flow, node),
                node.yes,
                node.no,
                str(node.outcome or ""),
                conditions.get(node.id),
            )
            for node in flow.nodes
        ),
        pack.id,
    )
    outcome = drafting.conclusion(flow.outcome, None, flow.at.value("outcome"))
    if asked is None:
        return drawn, ()
    return drawn, tuple(_draft(drafting, pack, flow, nodes, outcome, asked))


def _questions(drafting: Drafting, flow: FlowDef) -> Asked | None:
    """What each question asks, and what it reads; None where one cannot be asked."""
    found: Asked = {}
    for node in flow.nodes:
        if node.when is not None:
            condition, read = drafting.condition(node.when, drafting.scope)
            if condition is None:
                return None
            found[node.id] = condition, read
    return found


def _draft(
    drafting: Drafting,
    pack: PackDef,
    flow: FlowDef,
    nodes: dict[str, FlowNodeDef],
    outcome: Derived | None,
    questions: Asked,
) -> Iterator[Drafted]:
    ways: dict[str, list[tuple[Expr, ...]]] = {node: [] for node in nodes}
    reached: dict[str, tuple[Read, ...]] = dict.fromkeys(nodes, ())
    ways[flow.start].append(())
    for name in _order(flow, nodes):
        node = nodes[name]
        if len(ways[name]) > MAX_WAYS:
            drafting.problems.append(
                report(
                    "MR0474",
                    f'more than {MAX_WAYS} ways lead to the node "{name}"',
                    node.at.value("id"),
                    help="split the flow in two, joined by a conclusion",
                )
            )
            return
        condition, span = _any(ways[name], node), node.at.value("id")
        origin = Origin("flow", pack.id, pack.version, flow.id, 0, span)
        because, _ = drafting.template(node.because, drafting.scope)
        step_because, _ = drafting.template(_edge_text(flow, node) or node.because, drafting.scope)
        cites = drafting.cites(node.cites, flow.cites, flow.at, "this flow")
        part = 0
        if flow.path:
            step = Const(name, _node_type(drafting, flow), span)
            yield Drafted(
                Rule(
                    full_id(pack, flow.id, name),
                    part,
                    _title(drafting, flow, node),
                    None,
                    condition,
                    flow.path,
                    step,
                    step_because,
                    cites,
                    0,
                    origin,
                    (),
                ),
                reached[name],
            )
            part += 1
        if node.when is None:
            if outcome is None:
                continue
            value = literal(node.outcome, outcome.type)
            place = node.at.value("outcome")
            if isinstance(value, Misfit):
                drafting.problems.append(report(value.code, value.message, place, help=value.help))
                continue
            yield Drafted(
                Rule(
                    full_id(pack, flow.id, name),
                    part,
                    _title(drafting, flow, node),
                    None,
                    condition,
                    outcome.path,
                    Const(value, outcome.type, place),
                    because,
                    cites,
                    0,
                    origin,
                    (),
                ),
                reached[name],
            )
            continue
        asked, read = questions[name]
        for target, edge in ((node.yes, asked), (node.no, Not(asked, BOOLEAN, asked.span))):
            ways[target] += [(*way, edge) for way in ways[name]]
            reached[target] = (
                *reached[target],
                *reached[name],
                *(Read(one.path, False, one.span) for one in read),
            )


def _edge_text(flow: FlowDef, node: FlowNodeDef) -> Located | None:
    """What the only edge to this node says; with several edges it could not be told which."""
    texts = [
        text
        for one in flow.nodes
        for target, text in ((one.yes, one.because_yes), (one.no, one.because_no))
        if target == node.id
    ]
    return texts[0] if len(texts) == 1 else None


def _any(ways: list[tuple[Expr, ...]], node: FlowNodeDef) -> Expr | None:
    """All edges of one way, for any of the ways; None where nothing is asked on the way."""
    span = node.at.value("id")
    if () in ways:
        return None
    joined = [way[0] if len(way) == 1 else And(way, BOOLEAN, span) for way in ways]
    return joined[0] if len(joined) == 1 else Or(tuple(joined), BOOLEAN, span)


def _node_type(drafting: Drafting, flow: FlowDef) -> EnumType:
    kind = drafting.vocabulary.derived[flow.path].type
    if isinstance(kind, ListType) and isinstance(kind.item, EnumType):
        return kind.item
    raise TypeError(f"{flow.path} is no list of nodes")


def _title(drafting: Drafting, flow: FlowDef, node: FlowNodeDef) -> str:
    """The question; of an outcome the title of its value, where that is a member of an enum."""
    if node.question:
        return node.question
    outcome = drafting.vocabulary.derived.get(flow.outcome)
    if outcome is not None and isinstance(outcome.type, EnumType):
        for member in drafting.vocabulary.enum_infos[outcome.type.id].members:
            if member.value == node.outcome:
                return member.title
    return node.id.replace("-", " ").capitalize()


def _order(flow: FlowDef, nodes: dict[str, FlowNodeDef]) -> list[str]:
    """The nodes so that each comes after all that lead to it (the flow has no circle)."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        node = nodes[name]
        if node.when is not None:
            visit(node.no)
            visit(node.yes)
        order.append(name)

    visit(flow.start)
    return order[::-1]


def _check(drafting: Drafting, flow: FlowDef, nodes: dict[str, FlowNodeDef]) -> bool:
    found = len(drafting.problems)
    seen: dict[str, FlowNodeDef] = {}
    for node in flow.nodes:
        if seen.setdefault(node.id, node) is not node:
            drafting.problems.append(
                report(
                    "MR0440",
                    f'the node "{node.id}" is declared twice',
                    node.at.value("id"),
                    help="give each node an id of its own",
                )
            )
        for key, target in (("yes", node.yes), ("no", node.no)):
            if target and target not in nodes:
                drafting.problems.append(_no_node(target, nodes, node, key))
    if flow.start not in nodes:
        drafting.problems.append(
            report(
                "MR0470",
                f'the flow starts at "{flow.start}", which is no node of it',
                flow.at.value("start"),
                help=did_you_mean(flow.start, nodes) or "name one of its nodes",
            )
        )
    if len(drafting.problems) > found:
        return False
    return _walk(drafting, flow, nodes)


def _walk(drafting: Drafting, flow: FlowDef, nodes: dict[str, FlowNodeDef]) -> bool:
    """Find circles and nodes that nothing leads to."""
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> bool:
        if name in trail:
            circle = " → ".join((*trail[trail.index(name) :], name))
            drafting.problems.append(
                report(
                    "MR0473",
                    f"the flow goes round in a circle: {circle}",
                    nodes[name].at.value("id"),
                    help="an answer must come to an end: let one edge lead on",
                )
            )
            return False
        if name in done:
            return True
        node = nodes[name]
        ends = [] if node.when is None else [node.yes, node.no]
        found = [visit(target, (*trail, name)) for target in ends]  # every end, for every circle
        done.add(name)
        return all(found)

    sound = visit(flow.start, ())
    for name, node in nodes.items():
        if name not in done:
            sound = False
            drafting.problems.append(
                report(
                    "MR0472",
                    f'nothing in the flow leads to the node "{name}"',
                    node.at.value("id"),
                    help="let an edge lead to it, or remove it",
                )
            )
    return sound


def _no_node(target: str, nodes: dict[str, FlowNodeDef], node: FlowNodeDef, key: str) -> Diagnostic:
    return report(
        "MR0470",
        f'"{target}" is no node of this flow',
        node.at.value(key),
        help=did_you_mean(target, nodes) or "name one of its nodes",
    )
