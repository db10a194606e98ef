"""What rules, tables, flows and formulas have in common when they become IR rules.

In: the vocabulary, and one pack's definitions. Out: loops, conditions, values, templates and
citations, checked. Refused, as diagnostics: a loop that cannot be read, a conclusion nobody
declared or of another record list, a value that is no literal of the conclusion's type, a source
that is not there, a rule that cites nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.compiler.build import Vocabulary
from medrules.compiler.literals import Misfit, literal
from medrules.compiler.templates import template
from medrules.compiler.vocabulary import cite
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.diagnostics.suggest import did_you_mean
from medrules.feel.checker import Lowered, Read, lower_expression
from medrules.feel.scope import Scope, Symbol, scope_of
from medrules.ir.expr import Const, Expr
from medrules.ir.program import Cite, Derived, Loop, Policy, Scalar, Template
from medrules.ir.types import (
    BOOLEAN,
    BooleanType,
    ListType,
    RecordTypeOf,
    SetType,
    Type,
)
from medrules.packs.model import CiteDef, PackDef, Place
from medrules.source.located import Located
from medrules.source.span import Span
from medrules.source.toml import TomlValue


class Drafting:
    """The vocabulary as a scope for expressions, and the problems found while drafting."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Diagnostic] = []
        self.records = _record_types(vocabulary)
        self.scope = scope_of(_symbols(vocabulary), self.records)

    def loop(self, text: str, at: Place) -> tuple[Loop | None, Scope]:
        """The loop that ``for`` names, and the scope with its variable."""
        if not text:
            return None, self.scope
        span = at.value("for")
        variable, _, path = text.split()  # the schema lets nothing else through
        record = self.records.get(path)
        if record is None:
            self.problems.append(
                report(
                    "MR0444",
                    f'there is no record list "{path}"',
                    span,
                    help=did_you_mean(path, self.records) or "loops go over record lists only",
                )
            )
            return None, self.scope
        return Loop(variable, path), self.scope.bind(variable, record)

    def condition(self, text: Located | None, scope: Scope) -> tuple[Expr | None, tuple[Read, ...]]:
        """The condition as an expression, and what it reads; None for no condition."""
        if text is None:
            return None, ()
        return self.take(lower_expression(text, scope, BOOLEAN))

    def expression(
        self, text: Located, scope: Scope, expected: Type
    ) -> tuple[Expr | None, tuple[Read, ...]]:
        """A value expression of the expected type."""
        return self.take(lower_expression(text, scope, expected))

    def take(self, lowered: Lowered) -> tuple[Expr | None, tuple[Read, ...]]:
        """The expression of a lowering, its diagnostics kept."""
        self.problems += lowered.diagnostics
        order = sorted(lowered.reads, key=lambda one: (one.path, str(one.span)))
        return lowered.expr, tuple(order)

    def conclusion(self, path: str, loop: Loop | None, span: Span) -> Derived | None:
        """The declared conclusion of that path, usable under that loop."""
        found = self.vocabulary.derived.get(path)
        if found is None:
            given = path in self.vocabulary.facts
            self.problems.append(
                report(
                    "MR0453",
                    f'"{path}" is a fact that profiles give, so no rule can conclude it'
                    if given
                    else f'no pack declares the conclusion "{path}"',
                    span,
                    help="give the conclusion a path of its own"
                    if given
                    else did_you_mean(path, self.vocabulary.derived)
                    or "declare it with [[conclusions]]",
                )
            )
            return None
        head, inside, _ = path.partition("[].")
        if inside and (loop is None or loop.list_path != head):
            self.problems.append(
                report(
                    "MR0454",
                    f'"{path}" belongs to each record of "{head}", but the rule does not loop over it',
                    span,
                    help=f'add for = "one in {head}"',
                )
            )
            return None
        return found

    def literals(
        self, value: TomlValue, conclusion: Derived, span: Span
    ) -> tuple[tuple[Scalar, Type], ...]:
        """The literal or, for a set or list that gathers, the several literals of a ``then``."""
        kind = contribution(conclusion)
        gathers = kind is not conclusion.type
        values = value if gathers and isinstance(value, list) else [value]
        found: list[tuple[Scalar, Type]] = []
        for one in values:
            if conclusion.policy is Policy.COUNT:
                found.append((True, BOOLEAN))
                continue
            result = literal(one, kind)
            if isinstance(result, Misfit):
                self.problems.append(report(result.code, result.message, span, help=result.help))
            else:
                found.append((result, kind))
        return tuple(found)

    def template(self, text: Located | None, scope: Scope) -> tuple[Template, tuple[Read, ...]]:
        """The ``because`` text; what it reads does not count as a dependency."""
        made, problems = template(text, scope)
        self.problems += problems
        return made, ()

    def cites(
        self, own: Iterable[CiteDef], parent: Iterable[CiteDef], at: Place, what: str
    ) -> tuple[Cite, ...]:
        """The citations of a rule, or of what it stands in; none at all is reported."""
        chosen = tuple(own) or tuple(parent)
        if not chosen:
            self.problems.append(
                report(
                    "MR0462",
                    f"{what} cites nothing",
                    at.key("id"),
                    help='add cites = ["source-id#section"], or cites = ["none: why not"]',
                )
            )
        return tuple(one for item in chosen if (one := self._cite(item)) is not None)

    def _cite(self, item: CiteDef) -> Cite | None:
        if item.text.startswith("none:"):
            return Cite("", item.text.removeprefix("none:").strip())
        found = cite(item)
        source = self.vocabulary.sources.get(found.source)
        if source is None:
            self.problems.append(
                report(
                    "MR0460",
                    f'there is no source "{found.source}"',
                    item.at.value(),
                    help=did_you_mean(found.source, self.vocabulary.sources)
                    or "declare it with [[sources]]",
                )
            )
            return None
        sections = dict(source.sections)
        if found.section and sections and found.section not in sections:
            self.problems.append(
                report(
                    "MR0461",
                    f'the source "{found.source}" has no section "{found.section}"',
                    item.at.value(),
                    help=did_you_mean(found.section, sections)
                    or f"its sections are {', '.join(sections)}",
                )
            )
            return None
        return found


def contribution(conclusion: Derived) -> Type:
    """The type of what one rule says towards a conclusion: an item, where the policy gathers."""
    gathers = conclusion.policy in (Policy.COLLECT, Policy.RULE_ORDER, Policy.OUTPUT_ORDER)
    match conclusion.type:
        case SetType(item) | ListType(item) if gathers:
            return item
        case _:
            return conclusion.type


def true_at(span: Span) -> Const:
    """The constant true."""
    return Const(True, BooleanType(), span)


def full_id(pack: PackDef, *parts: str) -> str:
    """``pack/rule`` and the like."""
    return "/".join((pack.id, *parts))


def _symbols(vocabulary: Vocabulary) -> list[Symbol]:
    symbols = [
        Symbol(item.path, item.type, "given", item.span) for item in vocabulary.facts.values()
    ]
    symbols += [
        Symbol(item.path, item.type, "parameter", item.span)
        for item in vocabulary.parameters.values()
    ]
    symbols += [
        Symbol(item.path, item.type, "derived", item.span) for item in vocabulary.derived.values()
    ]
    return symbols


def _record_types(vocabulary: Vocabulary) -> dict[str, RecordTypeOf]:
    fields: dict[str, list[tuple[str, Type]]] = {path: [] for path in vocabulary.lists}
    declared = [(item.path, item.type) for item in vocabulary.facts.values()]
    declared += [(item.path, item.type) for item in vocabulary.derived.values()]
    for full, kind in declared:
        head, inside, name = full.partition("[].")
        if inside and head in fields:
            fields[head].append((name, kind))
    return {path: RecordTypeOf(path, tuple(items)) for path, items in fields.items()}
