"""Decisions become conclusions with a table, or with formulas.

In: a decision whose requirements are in the pack already. Out: a ``Piece``. Refused, as
``NotFitting``: decisions without logic or without a type, logic that no table and no formula can
say, lists of anything but texts.

A table whose outputs are literals stays a table. Where an output is an expression, each rule becomes
a formula with its tests as the condition. PRIORITY and OUTPUT ORDER over several outputs, or over
other values than texts, become FIRST and RULE ORDER with the rules sorted by the order of the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from medrules.dmn.importing.blocks import Block, Plain, block
from medrules.dmn.importing.expressions import Expressions
from medrules.dmn.importing.kinds import Kind, Kinds, Parts, Unfit, constant
from medrules.dmn.importing.names import Taken, id_of, path_of
from medrules.dmn.importing.piece import NotFitting, Piece, Place
from medrules.dmn.model import Decision, DecisionTable, HitPolicy, Output
from medrules.feel.ast import (
    Binary,
    BooleanLit,
    CallExpr,
    Expression,
    In,
    Name,
    NumberLit,
    TestExpr,
    TextLit,
    UnaryTests,
)
from medrules.feel.parser import parse_unary_tests
from medrules.feel.printer import print_expression, print_unary_tests
from medrules.feel.rewrite import rewritten
from medrules.feel.walk import walk

_POLICIES: Mapping[HitPolicy, str] = {
    HitPolicy.UNIQUE: "unique",
    HitPolicy.ANY: "any",
    HitPolicy.FIRST: "first",
    HitPolicy.PRIORITY: "priority",
    HitPolicy.RULE_ORDER: "rule-order",
    HitPolicy.OUTPUT_ORDER: "output-order",
    HitPolicy.COLLECT: "rule-order",
}
_LISTS = frozenset((HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT))
_ONE = Decimal(1)
_NO_CITE = "none: imported from a decision model"


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule: its tests and outputs as trees, and what its author noted."""

    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]
    note: str


def decision_piece(
    decision: Decision, kinds: Kinds, expressions: Expressions, paths: Taken, ids: Taken
) -> Piece:
    """The conclusions and rules for one decision. Raises NotFitting."""
    if decision.logic is None:
        raise NotFitting("has no logic")
    if isinstance(decision.logic, DecisionTable):
        return _Table(decision, decision.logic, kinds, expressions, paths, ids).piece()
    value = expressions.boxed(decision.logic)
    kind = kinds.of(decision.variable.type_ref or decision.logic.type_ref)
    match kind:
        case Unfit(reason=reason):
            raise NotFitting(reason)
        case Parts():
            raise NotFitting("is a structure, which only a table with several outputs can be")
        case Kind():
            pass
    name = decision.variable.name
    path = paths.new(path_of(name))
    formula = block(
        "formulas",
        id=ids.new(id_of(name)),
        title=decision.where.name,
        conclusion=path,
        value=print_expression(value),
        cites=[_NO_CITE],
    )
    blocks = (_conclusion(path, kind, decision, decision.where.name), formula)
    return Piece(
        name,
        decision.where,
        "decisions.toml",
        blocks,
        {(name,): Place(path, kind)},
        frozenset(expressions.needs),
        _lost(path, kind),
    )


def _lost(path: str, kind: Kind) -> tuple[str, ...]:
    return (f"The conclusion {path} does not keep {kind.lost}",) if kind.lost else ()


def _conclusion(path: str, kind: Kind, decision: Decision, title: str, **more: Plain) -> Block:
    pairs = {key: value for key, value in kind.pairs().items() if key not in ("min", "max")}
    help = " ".join((decision.question or decision.description).split())
    return Block(
        "conclusions",
        (
            ("path", path),
            *pairs.items(),
            *more.items(),
            ("title", title[:200]),
            ("help", help[:5000]),
        ),
    )


class _Table:
    """One decision table on its way into a pack."""

    def __init__(
        self,
        decision: Decision,
        table: DecisionTable,
        kinds: Kinds,
        expressions: Expressions,
        paths: Taken,
        ids: Taken,
    ) -> None:
        self.decision = decision
        self.table = table
        self.kinds = kinds
        self.expressions = expressions
        self.paths = paths
        self.ids = ids
        self.name = decision.variable.name
        self.policy = table.policy
        self.differs: list[str] = []

    def piece(self) -> Piece:
        """The piece of the decision. Raises NotFitting."""
        rows = [
            _Row(
                tuple(self.expressions.tests(cell) for cell in rule.tests),
                tuple(self.expressions.expression(cell) for cell in rule.outputs),
                " ".join(note for note in rule.annotations if note),
            )
            for rule in self.table.rules
        ]
        if not rows:
            raise NotFitting("is a table without rules")
        several = len(self.table.outputs) > 1
        if several and (self.policy in _LISTS):
            raise NotFitting("is a list of contexts, which packs do not have")
        ranks = [self._ranks(output) for output in self.table.outputs]
        kinds = [self._kind(at, output, rows) for at, output in enumerate(self.table.outputs)]
        ordered = self.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        native = not several and all(isinstance(one, TextLit) for rank in ranks for one in rank)
        if ordered and not native:
            rows = self._sorted(rows, ranks)
            first = self.policy is HitPolicy.PRIORITY
            self.policy = HitPolicy.FIRST if first else HitPolicy.RULE_ORDER
        places, blocks = self._conclusions(kinds, ranks, rows)
        return Piece(
            self.name,
            self.decision.where,
            "decisions.toml",
            (*blocks, *self._rules(rows, [place.path for place in places.values()])),
            places,
            frozenset(self.expressions.needs),
            tuple(self.differs),
        )

    def _kind(self, at: int, output: Output, rows: list[_Row]) -> Kind:
        """The type of an output: as declared, else as its literals say."""
        if self.table.aggregation:
            return Kind("integer" if self.table.aggregation == "COUNT" else "number")
        declared = output.type_ref
        whole = self.kinds.of(self.decision.variable.type_ref or self.table.type_ref)
        if not declared and len(self.table.outputs) > 1 and isinstance(whole, Parts):
            found = dict(whole.parts).get(output.name)
        elif declared:
            found = self.kinds.of(declared)
        else:
            found = (
                whole if not (isinstance(whole, Unfit) and "no declared" in whole.reason) else None
            )
        if found is None:
            found = _literal_kind([row.outputs[at] for row in rows])
        if isinstance(found, Kind) and found.type in ("set", "list"):
            found = Kind("enum", found.words) if found.words else Kind("text", lost=found.lost)
        if not isinstance(found, Kind):
            reason = found.reason if isinstance(found, Unfit) else "is a structure"
            raise NotFitting(reason, output.where)
        if output.values is not None and found.type == "text":
            found = self.kinds.limited(found, output.values, output.name or self.name)
        if self.policy in _LISTS:
            if found.type not in ("text", "enum"):
                raise NotFitting("is a list of something other than texts", output.where)
            return Kind("list", found.words, lost=found.lost)
        return found

    def _ranks(self, output: Output) -> list[Expression]:
        """The values of an output from first to last."""
        if output.values is None:
            item = next(
                (one for one in self.kinds.model.items if one.name == output.type_ref), None
            )
            values = item.allowed if item else None
        else:
            values = output.values
        parse = parse_unary_tests(values.text.text) if values is not None else None
        if parse is None or parse.tree is None:
            return []
        return [test.expression for test in parse.tree.tests if isinstance(test, TestExpr)]

    def _sorted(self, rows: list[_Row], ranks: list[list[Expression]]) -> list[_Row]:
        def rank(row: _Row) -> tuple[int, ...]:
            return tuple(
                one.index(value) if value in one else len(one)
                for one, value in zip(ranks, row.outputs, strict=True)
            )

        if any(_literal(value) is None for row in rows for value in row.outputs):
            raise NotFitting("has outputs whose order shows only when they are worked out")
        return sorted(rows, key=rank)

    def _conclusions(
        self, kinds: list[Kind], ranks: list[list[Expression]], rows: list[_Row]
    ) -> tuple[dict[tuple[str, ...], Place], list[Block]]:
        several = len(kinds) > 1
        base = self.paths.new(path_of(self.name))
        inner = Taken("_")
        places: dict[tuple[str, ...], Place] = {}
        blocks: list[Block] = []
        for kind, rank, output in zip(kinds, ranks, self.table.outputs, strict=True):
            path = inner.new(f"{base}.{path_of(output.name)}") if several else base
            title = (
                f"{self.decision.where.name}: {output.name}"
                if several
                else self.decision.where.name
            )
            places[(self.name, output.name) if several else (self.name,)] = Place(path, kind)
            blocks.append(_conclusion(path, kind, self.decision, title, **self._how(rank, output)))
            self.differs += _lost(path, kind)
            self._compare_defaults(path, kind, output, rows)
        return places, blocks

    def _how(self, rank: list[Expression], output: Output) -> dict[str, Plain]:
        """The policy of a conclusion, its priority and its default."""
        aggregation = self.table.aggregation
        found: dict[str, Plain] = {"policy": aggregation.lower() or _POLICIES[self.policy]}
        if found["policy"] in ("priority", "output-order"):
            found["priority"] = [one.value for one in rank if isinstance(one, TextLit)]
        if output.default is not None:
            default = _literal(self.expressions.expression(output.default))
            if default is None:
                raise NotFitting("has a default that is not a literal", output.where)
            found["default"] = [default] if self.policy in _LISTS and not aggregation else default
        return found

    def _compare_defaults(self, path: str, kind: Kind, output: Output, rows: list[_Row]) -> None:
        """Tell where a table without a matching rule is null and the conclusion is not."""
        if output.default is not None or any(_always(row) for row in rows):
            return
        other = {"boolean": "false", "list": "empty"}.get(kind.type, "")
        if self.table.aggregation == "SUM":
            other = "0"
        if other:
            self.differs.append(
                f"Where no rule matches, the conclusion {path} is {other}; in the model it is null"
            )

    def _rules(self, rows: list[_Row], paths: list[str]) -> Iterable[Block]:
        subjects = [self.expressions.expression(one.expression) for one in self.table.inputs]
        literals = [[_literal(value) for value in row.outputs] for row in rows]
        if self.table.aggregation == "COUNT":
            literals = [[1] for _ in rows]
        if any(value is None for row in literals for value in row):
            yield from self._formulas(rows, subjects, paths)
            return
        title = self.decision.where.name[:200]
        if not subjects:
            yield from self._formulas(rows, subjects, paths)
            return
        yield block(
            "tables",
            id=self.ids.new(id_of(self.name)),
            title=title,
            inputs=[print_expression(one) for one in subjects],
            outputs=list(paths),
            cites=[_NO_CITE],
        )
        for row, values in zip(rows, literals, strict=True):
            yield block(
                "tables.rows",
                when=[print_unary_tests(tests) if tests.tests else "-" for tests in row.tests],
                then=[value for value in values if value is not None],
                because=row.note.replace("{", "{{").replace("}", "}}"),
            )

    def _formulas(
        self, rows: list[_Row], subjects: list[Expression], paths: list[str]
    ) -> Iterable[Block]:
        """Each rule as a formula for each output, with the tests as its condition."""
        for order, row in enumerate(rows):
            tests = zip(subjects, row.tests, strict=True)
            conditions = [_condition(subject, one) for subject, one in tests if one.tests]
            when = print_expression(_joined("and", conditions)) if conditions else ""
            for path, value in zip(paths, row.outputs, strict=True):
                counted = NumberLit(_ONE) if self.table.aggregation == "COUNT" else value
                yield block(
                    "formulas",
                    id=self.ids.new(id_of(f"{self.name} {order + 1}")),
                    title=self.decision.where.name[:200],
                    conclusion=path,
                    value=print_expression(counted),
                    when=when,
                    because=row.note.replace("{", "{{").replace("}", "}}"),
                    cites=[_NO_CITE],
                    order=order,
                )


def _always(row: _Row) -> bool:
    return not any(tests.tests for tests in row.tests)


def _condition(subject: Expression, tests: UnaryTests) -> Expression:
    """Unary tests of a subject as a condition."""
    found: list[Expression] = []
    for test in tests.tests:
        asks = isinstance(test, TestExpr) and any(
            isinstance(one, Name) and one.name == "?" for one, _ in walk(test.expression)
        )
        if asks and isinstance(test, TestExpr):
            found.append(
                rewritten(test.expression, lambda names: subject if names == ("?",) else None)
            )
        else:
            found.append(In(subject, (test,)))
    whole = _joined("or", found)
    return CallExpr(Name("not"), (whole,)) if tests.negated else whole


def _joined(op: str, parts: list[Expression]) -> Expression:
    whole, *rest = parts
    for part in rest:
        whole = Binary("and" if op == "and" else "or", whole, part)
    return whole


def _literal(node: Expression) -> Plain | None:
    """The value of a literal as TOML holds it; None for anything else."""
    if isinstance(node, TextLit | BooleanLit):
        return node.value
    return constant(node)


def _literal_kind(nodes: list[Expression]) -> Kind | Unfit:
    values = [_literal(node) for node in nodes]
    if values and all(isinstance(one, bool) for one in values):
        return Kind("boolean")
    if values and all(isinstance(one, str) for one in values):
        return Kind("text")
    if values and all(one is not None and not isinstance(one, bool | str) for one in values):
        return Kind("number")
    return Unfit("has no declared type, and its outputs are not literals of one type")
