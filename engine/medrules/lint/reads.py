"""Who reads which fact, conclusion, parameter and source.

In: a program and the cases of the pack under review. Out: ``Reads``: the declared paths that rules,
texts, the report, flows and cases read, and the sources cited. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medrules.cases.model import Case
from medrules.ir.expr import Expr, Path, Records, Ref
from medrules.ir.program import Program, Rule
from medrules.ir.types import ListType, RecordTypeOf
from medrules.ir.walk import walk


class Reads:
    """``by_rules``: read by conditions, values and texts of rules (a rule that reads what it
    concludes itself does not count). ``shown``: in the report. ``asked``: in cases. ``cited``: sources."""

    def __init__(self, program: Program, cases: Sequence[Case]) -> None:
        self.by_rules: set[str] = set()
        self.shown: set[str] = set()
        self.asked: set[str] = set()
        for rule in program.rules:
            self.by_rules |= _of_rule(rule)
        for section in program.report:
            self.shown.update(section.show)
            if section.kind == "table":
                self.shown.update(f"{section.show[0]}[].{name}" for name in section.columns)
        for flow in program.flows:
            self.shown.update(path for path in (flow.outcome, flow.path) if path)
        for item in program.lists:
            self.shown.add(f"{item.path}[].{item.key}")
            if item.order_by:
                self.shown.add(f"{item.path}[].{item.order_by}")
        for case in cases:
            self.asked.update(_declared(one.path) for one in case.expectations)
        cites = [cite for rule in program.rules for cite in rule.cites]
        cites += [cite for option in program.options for cite in option.cites]
        cites += [cite for parameter in program.parameters for cite in parameter.cites]
        self.cited = {cite.source for cite in cites}

    def anyhow(self, path: str) -> bool:
        """Whether anything at all reads the path."""
        return path in self.by_rules or path in self.shown or path in self.asked


def paths_in(exprs: Iterable[Expr]) -> set[str]:
    """The declared paths that expressions read."""
    found: set[str] = set()
    for expr in exprs:
        for node in walk(expr):
            match node:
                case Ref(path) | Records(path):
                    found.add(path)
                case Path(source, name):
                    kind = source.type
                    if isinstance(kind, ListType):
                        kind = kind.item
                    if isinstance(kind, RecordTypeOf):
                        found.add(f"{kind.path}[].{name}")
                case _:
                    pass
    return found


def _of_rule(rule: Rule) -> set[str]:
    exprs = [rule.value, *([] if rule.condition is None else [rule.condition])]
    exprs += [part for part in rule.because.parts if not isinstance(part, str)]
    found = paths_in(exprs) - {rule.conclusion}
    return found | {rule.loop.list_path} if rule.loop else found


def _declared(path: str) -> str:
    """``programs[0].rank`` as it is declared: ``programs[].rank``."""
    head, inside, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if inside else path
