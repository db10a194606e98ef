"""The parts of a document about what decides: flows, tables, rules and formulas.

In: a pack and its words. Out: parts. Refused: nothing. A rule is said as "When … then … because …",
with its condition in FEEL; a table and a flow stand as tables, a flow also as a chart.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.document.model import (
    Block,
    Chart,
    ChartNode,
    Code,
    Grid,
    Inline,
    Link,
    Listed,
    Paragraph,
    Part,
    Strong,
    Text,
    Words,
    separated,
    spaced,
    words,
)
from medrules.document.saying import Saying, anchor, is_long, one_line, with_feel
from medrules.packs.model import FlowDef, FlowNodeDef, FormulaDef, RowDef, RuleDef, TableDef
from medrules.source.located import Located


def flow_parts(say: Saying) -> Iterator[Part]:
    """Each flow: its chart, and its nodes as a table."""
    for flow in say.pack.flows:
        yield Part(
            anchor("flow", flow.id),
            flow.title or flow.id,
            (
                Paragraph(
                    (
                        Words("Decides "),
                        *say.conclusion(flow.outcome),
                        Words(", question by question."),
                        *(
                            (Words(" The way taken is kept in "), *say.path(flow.path), Words("."))
                            if flow.path
                            else ()
                        ),
                    )
                ),
                Chart(flow.title or flow.id, flow.start, tuple(_chart(say, flow))),
                _nodes(say, flow),
            ),
            id=flow.id,
        )


def _chart(say: Saying, flow: FlowDef) -> Iterator[ChartNode]:
    for node in flow.nodes:
        if node.when is None:
            said = say.value(node.outcome, flow.outcome)
            yield ChartNode(node.id, _plain(said), True)
        else:
            yield ChartNode(node.id, node.question or node.when.text, False, node.yes, node.no)


def _plain(text: Text) -> str:
    return "".join(one.text for one in text)


def _nodes(say: Saying, flow: FlowDef) -> Grid:
    head = ("Step", "Question or outcome", "Condition", "Yes leads to", "No leads to", "Because")
    rows = []
    for node in flow.nodes:
        question = node.when is not None
        asked = words(node.question) if question else say.value(node.outcome, flow.outcome)
        rows.append(
            (
                (Code(node.id),),
                spaced(asked, _sources(say.cites(node.cites, flow.cites))),
                _code(node.when),
                _next(flow, node.yes),
                _next(flow, node.no),
                _why(node),
            )
        )
    return Grid(
        "Steps",
        tuple(words(one) for one in head),
        tuple(rows),
        tuple(_node_anchor(flow, node.id) for node in flow.nodes),
    )


def _why(node: FlowNodeDef) -> Text:
    said = [
        _because(node.because),
        spaced((Strong("Yes:"),), _because(node.because_yes)) if node.because_yes else (),
        spaced((Strong("No:"),), _because(node.because_no)) if node.because_no else (),
    ]
    return spaced(*said)


def _next(flow: FlowDef, name: str) -> Text:
    return (Link(_node_anchor(flow, name), name, True),) if name else ()


def _node_anchor(flow: FlowDef, name: str) -> str:
    return anchor("step", f"{flow.id}.{name}")


def table_parts(say: Saying) -> Iterator[Part]:
    """Each decision table, with the reason and the sources of every row."""
    for table in say.pack.tables:
        policy = f"Hit policy: {table.policy or _policy(say, table)}."
        blocks: list[Block] = [
            Paragraph(
                (
                    *spaced(
                        words("Decides"),
                        separated([say.conclusion(one) for one in table.outputs]),
                        *_loop(table.loop),
                    ),
                    Words(f". {policy}"),
                )
            )
        ]
        if table.because is not None:
            blocks.append(Paragraph((Words("Because: "), *_because(table.because))))
        sources = say.cites(table.cites)
        if sources:
            blocks.append(Paragraph((Words("Sources: "), *sources)))
        blocks.append(_grid(say, table))
        yield Part(anchor("table", table.id), table.title or table.id, tuple(blocks), id=table.id)


def _policy(say: Saying, table: TableDef) -> str:
    found = {one.policy.value for one in say.program.derived if one.path in table.outputs}
    return ", ".join(sorted(found)) or "unique"


def _grid(say: Saying, table: TableDef) -> Grid:
    head: list[Text] = [words("Row")]
    head += [(Code(one_line(one.text)),) for one in table.inputs]
    head += [say.conclusion(one) for one in table.outputs]
    reasons = any(row.because for row in table.rows)
    own = any(row.cites for row in table.rows)
    head += [words("Because")] * reasons + [words("Sources")] * own

    def row_of(row: RowDef) -> tuple[Text, ...]:
        cells: list[Text] = [(Code(row.id),)]
        cells += [words("any") if one.text == "-" else _code(one) for one in row.when]
        cells += [
            say.value(value, path) for value, path in zip(row.then, table.outputs, strict=False)
        ]
        cells += [_because(row.because)] * reasons + [say.cites(row.cites)] * own
        return tuple([*cells, *[()] * (len(head) - len(cells))][: len(head)])

    anchors = tuple(anchor("row", f"{table.id}.{row.id}") for row in table.rows)
    return Grid("Rows", tuple(head), tuple(row_of(row) for row in table.rows), anchors)


def rule_parts(say: Saying) -> Iterator[Part]:
    """Each rule in words."""
    for rule in say.pack.rules:
        yield Part(
            anchor("rule", rule.id),
            rule.title or rule.id,
            tuple(_rule(say, rule)),
            id=rule.id,
        )


def _rule(say: Saying, rule: RuleDef) -> Iterator[Block]:
    then = [
        spaced(say.conclusion(path), words("is" if _single(say, path) else "gains"), said)
        for path, value in rule.then
        for said in (say.value(value, path),)
    ]
    yield from _sentence(
        rule.loop, rule.when, (Words("then "), *separated(then, ", and "), Words("."))
    )
    yield from _grounds(say, rule)


def _single(say: Saying, path: str) -> bool:
    return all(
        one.policy.value not in ("collect", "rule-order", "output-order", "sum", "count")
        for one in say.program.derived
        if one.path == path
    )


def formula_parts(say: Saying) -> Iterator[Part]:
    """Each formula: what it works out, and how."""
    for formula in say.pack.formulas:
        yield Part(
            anchor("formula", formula.id),
            formula.title or formula.id,
            tuple(_formula(say, formula)),
            id=formula.id,
        )


def _formula(say: Saying, formula: FormulaDef) -> Iterator[Block]:
    lead = (*say.conclusion(formula.conclusion), Words(" is"))
    then: Text = (Words("then "), *lead) if formula.when else lead
    if is_long(formula.value.text):
        yield from _sentence(formula.loop, formula.when, (*then, Words(":")))
        yield Listed(formula.value.text.strip())
    else:
        worked = (*then, Words(" "), Code(one_line(formula.value.text)))
        yield from _sentence(formula.loop, formula.when, worked)
    yield from _grounds(say, formula)


def _sentence(loop: str, when: Located | None, then: Text) -> Iterator[Block]:
    """ "When … then …"; a condition that takes several lines stands by itself."""
    start = spaced(*_loop(loop, "For each"))
    if when is None:
        lead: Text = (*start, Words(": ")) if start else (Words("Always: "),)
        yield Paragraph((*lead, *then))
    elif is_long(when.text):
        yield Paragraph(spaced(start, words("When" if not start else "when")))
        yield Listed(when.text.strip())
        yield Paragraph(then)
    else:
        asked: Text = (Words("When " if not start else "when "), *_code(when), Words(","))
        yield Paragraph(spaced(start, asked, then))


def _grounds(say: Saying, rule: RuleDef | FormulaDef) -> Iterator[Block]:
    if rule.because is not None:
        yield Paragraph((Words("Because: "), *_because(rule.because)))
    sources = say.cites(rule.cites)
    if sources:
        yield Paragraph((Words("Sources: "), *sources))


def _loop(loop: str, lead: str = "for each") -> tuple[Text, ...]:
    variable, _, path = loop.partition(" in ")
    if not path:
        return ()
    return (words(lead), (Code(variable.strip()),), words("in"), (Code(path.strip()),))


def _because(text: Located | None) -> Text:
    return with_feel(one_line(text.text)) if text is not None else ()


def _code(text: Located | None) -> Text:
    found: tuple[Inline, ...] = (Code(one_line(text.text)),) if text is not None else ()
    return found


def _sources(cites: Text) -> Text:
    return (Words("("), *cites, Words(")")) if cites else ()
