"""Decision logic that one expression can say, as FEEL of packs.

In: boxed expressions of a model, and where its names stand in the pack. Out: FEEL trees with the
names of the pack. Refused, as ``NotFitting``: text that is not FEEL, contexts, relations, functions
and nested tables. A call of a knowledge model becomes its body, with the arguments in the place of
the parameters, where the body is an expression that binds no names of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from medrules.dmn.importing.piece import NotFitting, Place
from medrules.dmn.model import (
    Boxed,
    BoxedList,
    Conditional,
    Context,
    DecisionTable,
    Feel,
    Function,
    Invocation,
    Iterator,
    KnowledgeModel,
    Literally,
    Relation,
    Selection,
)
from medrules.feel.ast import (
    Binary,
    CallExpr,
    Expression,
    FilterExpr,
    ForExpr,
    FunctionDef,
    IfExpr,
    Iteration,
    ListLit,
    Name,
    NullLit,
    PathExpr,
    QuantifiedExpr,
    UnaryTests,
)
from medrules.feel.parser import parse_expression, parse_unary_tests
from medrules.feel.printer import print_expression
from medrules.feel.rewrite import rewritten, rewritten_tests
from medrules.feel.walk import walk

MAX_INLINED = 20
"""How deep calls of knowledge models are put in place of one another."""


class Expressions:
    """The logic of one decision. ``needs`` collects the names of the model that it reads."""

    def __init__(
        self,
        places: Mapping[tuple[str, ...], Place],
        functions: Mapping[str, KnowledgeModel],
        by_id: Mapping[str, KnowledgeModel],
        members: frozenset[str],
    ) -> None:
        self.places = places
        self.paths = {place.path: place for place in places.values()}
        self.functions = functions
        self.by_id = by_id
        self.names = members | {name for names in places for name in names} | set(functions)
        self.needs: set[str] = set()

    def expression(self, feel: Feel) -> Expression:
        """A FEEL text with the names of the pack."""
        return self._renamed(self._parsed(feel), self.functions, 0)

    def tests(self, feel: Feel) -> UnaryTests:
        """Unary tests with the names of the pack; an empty text is ``-``."""
        if feel.text.text.strip() in ("", "-"):
            return UnaryTests(())
        parse = parse_unary_tests(feel.text.text, self.names)
        if parse.tree is None:
            raise NotFitting(f"is not FEEL: {parse.problems[0].message}", feel.where)
        calls = self._caller(self.functions, 0)
        return rewritten_tests(parse.tree, self._place, calls, self._texts_joined)

    def boxed(self, boxed: Boxed) -> Expression:
        """A boxed expression as one FEEL expression."""
        match boxed:
            case Literally(feel=feel):
                return NullLit() if feel is None else self.expression(feel)
            case Conditional(condition=condition, then_=then, else_=other):
                return IfExpr(self.boxed(condition), self.boxed(then), self.boxed(other))
            case BoxedList(items=items):
                return ListLit(tuple(self.boxed(item) for item in items))
            case Selection(source=source, match=match):
                return FilterExpr(self.boxed(source), self.boxed(match))
            case Iterator(kind="for"):
                step = Iteration(boxed.variable, self.boxed(boxed.source))
                return ForExpr((step,), self.boxed(boxed.body))
            case Iterator(kind="some" | "every" as kind):
                step = Iteration(boxed.variable, self.boxed(boxed.source))
                return QuantifiedExpr(kind, (step,), self.boxed(boxed.body))
            case Invocation():
                return self._invocation(boxed)
            case DecisionTable():
                raise NotFitting("is a decision table inside another expression", boxed.where)
            case Context() | Relation() | Function() | Iterator():
                raise NotFitting("is a boxed expression that packs do not have", boxed.where)

    def _invocation(self, boxed: Invocation) -> Expression:
        called = boxed.function
        feel = called.feel if isinstance(called, Literally) else None
        tree = self._parsed(feel) if feel is not None else None
        if not isinstance(tree, Name):
            raise NotFitting("calls a function that has no name", boxed.where)
        names = tuple(binding.parameter.name for binding in boxed.bindings)
        args = tuple(
            self.boxed(binding.value) if binding.value is not None else NullLit()
            for binding in boxed.bindings
        )
        made = self._caller(self.functions, 0)(tree.name, args, names)
        return CallExpr(tree, args, names) if made is None else made

    def _parsed(self, feel: Feel) -> Expression:
        if not feel.text.text.strip():
            return NullLit()
        parse = parse_expression(feel.text.text, self.names)
        if parse.tree is None:
            raise NotFitting(f"is not FEEL: {parse.problems[0].message}", feel.where)
        return parse.tree

    def _renamed(
        self, tree: Expression, functions: Mapping[str, KnowledgeModel], depth: int
    ) -> Expression:
        return rewritten(tree, self._place, self._caller(functions, depth), self._texts_joined)

    def _texts_joined(self, node: Binary) -> Expression:
        """``+`` joins texts, and a member of an enum is none before ``string`` makes it one."""
        return replace(node, left=self._text(node.left), right=self._text(node.right))

    def _text(self, node: Expression) -> Expression:
        place = (
            self.paths.get(print_expression(node)) if isinstance(node, Name | PathExpr) else None
        )
        member = place is not None and place.kind.type == "enum"
        return CallExpr(Name("string"), (node,)) if member else node

    def _place(self, names: tuple[str, ...]) -> Expression | None:
        """Where the pack says what the model calls so."""
        place = self.places.get(names)
        if place is None:
            return None
        self.needs.add(names[0])
        first, *rest = place.path.split(".")
        found: Expression = Name(first)
        for part in rest:
            found = PathExpr(found, part)
        return found

    def _caller(self, functions: Mapping[str, KnowledgeModel], depth: int) -> _Calls:
        return _Calls(self, functions, depth)

    def inlined(
        self,
        model: KnowledgeModel,
        args: tuple[Expression, ...],
        names: tuple[str, ...],
        depth: int,
    ) -> Expression:
        """The body of a knowledge model with these arguments."""
        function = model.function
        if depth > MAX_INLINED:
            raise NotFitting("calls itself, which no formula can do", model.where)
        if function is None or not isinstance(function.body, Literally):
            raise NotFitting("is not a function of one FEEL expression", model.where)
        parameters = [one.name for one in function.parameters]
        if sorted(names or parameters) != sorted(parameters) or len(args) != len(parameters):
            raise NotFitting("is called with other arguments than it has", model.where)
        given = dict(zip(names or parameters, args, strict=True))
        if function.body.feel is None:
            return NullLit()
        own = Expressions({}, {}, {}, frozenset(parameters) | self.names)
        body = own._parsed(function.body.feel)
        if any(isinstance(one, ForExpr | QuantifiedExpr | FunctionDef) for one, _ in walk(body)):
            raise NotFitting("is a function that binds names of its own", model.where)
        inner = {
            self.by_id[id].variable.name: self.by_id[id]
            for id in model.knowledge
            if id in self.by_id
        }

        def argument(path: tuple[str, ...]) -> Expression | None:
            return given.get(path[0]) if len(path) == 1 else None

        return rewritten(body, argument, self._caller(inner, depth + 1))


class _Calls:
    """What calls become: those of knowledge models their bodies, all others stay."""

    def __init__(
        self, owner: Expressions, functions: Mapping[str, KnowledgeModel], depth: int
    ) -> None:
        self.owner = owner
        self.functions = functions
        self.depth = depth

    def __call__(
        self, name: str, args: tuple[Expression, ...], names: tuple[str, ...]
    ) -> Expression | None:
        model = self.functions.get(name)
        return None if model is None else self.owner.inlined(model, args, names, self.depth)
