"""From XML to decision logic: literal expressions, decision tables and boxed expressions.

In: elements of a DMN file. Out: the records of ``medrules.dmn.model``. Refused: elements without
what they need (MR0905), elements that the standard does not know (MR0906), expression languages
other than FEEL, functions of Java or PMML, and imported values (MR0910). Everything found is
collected in ``Notes``; reading goes on behind an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.dmn.model import (
    Aggregation,
    Binding,
    Boxed,
    BoxedList,
    Conditional,
    Context,
    DecisionTable,
    Entry,
    Feel,
    Function,
    HitPolicy,
    Input,
    Invocation,
    Iterator,
    Literally,
    Output,
    Relation,
    Selection,
    TableRule,
    Variable,
    Where,
)
from medrules.dmn.xml import Element
from medrules.source.span import Span

EXPRESSIONS = frozenset(
    {
        "literalExpression",
        "decisionTable",
        "invocation",
        "context",
        "relation",
        "list",
        "functionDefinition",
        "conditional",
        "filter",
        "for",
        "some",
        "every",
    }
)


def tidy(name: str) -> str:
    """A name with single spaces where it had any white space."""
    return " ".join(name.split())


def where(element: Element) -> Where:
    """How messages name the element."""
    name = tidy(element.get("name") or element.get("label"))
    return Where(element.name, element.get("id"), name, element.span)


def child_text(element: Element, name: str) -> str:
    """The text of a child, or nothing."""
    child = element.first(name)
    return child.text.text.strip() if child is not None else ""


class Notes:
    """The errors found so far."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def error(self, code: str, message: str, span: Span, help: str = "") -> None:
        """Keep one error and go on."""
        self.found.append(report(code, message, span, help=help))

    def lacks(self, element: Element, what: str) -> None:
        """MR0905: the element has no ``what``."""
        self.error("MR0905", f"The {where(element)} has no {what}", element.span)

    def unknown(self, element: Element, parent: Element) -> None:
        """MR0906: the standard has no such element there."""
        self.error(
            "MR0906",
            f"<{element.name}> is not an element that DMN allows inside the {where(parent)}",
            element.span,
        )

    def name(self, element: Element) -> str:
        """The element's name; MR0905 where it has none."""
        name = tidy(element.get("name"))
        if not name:
            self.lacks(element, "name")
        return name

    def twice(self, second: Where, what: str, first: object) -> None:
        """MR0909: two things share an id or a name."""
        labels = [Label(first.span, "it is taken here")] if isinstance(first, Where) else []
        self.found.append(
            report("MR0909", f"The {second} uses {what} a second time", second.span, labels)
        )

    def require(self, owner: Where, ids: Iterable[str], known: set[str], kind: str) -> None:
        """MR0907: each id is one of those known."""
        for name in ids:
            if name not in known:
                self.error(
                    "MR0907",
                    f'The {owner} requires the {kind} "#{name}", which is not in the model',
                    owner.span,
                    help=did_you_mean(name, known) or "Draw the requirement again in the modeler.",
                )


class LogicReader:
    """Reads expressions; ``type_refs`` lists every type that was named, for a later check."""

    def __init__(self, notes: Notes, root: Element) -> None:
        self.notes = notes
        self.language = root.get("expressionLanguage")
        self.type_refs: dict[tuple[Span, str], Where] = {}

    def type_name(self, text: str, element: Element) -> str:
        """A type's name without the prefix that old files give the types of FEEL."""
        name = tidy(text).removeprefix("feel:")
        if name:
            self.type_refs[element.span, name] = where(element)
        return name

    def type_ref(self, element: Element) -> str:
        """The attribute ``typeRef``."""
        return self.type_name(element.get("typeRef"), element)

    def variable(self, element: Element) -> Variable:
        """A named and perhaps typed thing, such as a parameter."""
        return Variable(self.notes.name(element), self.type_ref(element), where(element))

    def text_of(self, element: Element) -> Feel:
        """The FEEL inside ``<text>`` of an element that must have it."""
        self.check_language(element)
        child = element.first("text")
        if child is None:
            self.notes.lacks(element, "text")
        return Feel((child or element).text, self.type_ref(element), where(element))

    def check_language(self, element: Element) -> None:
        """MR0910 for an expression language other than FEEL."""
        language = element.get("expressionLanguage") or self.language
        if language and "feel" not in language.lower():
            self.notes.error(
                "MR0910",
                f"The {where(element)} is written in {language}; only FEEL is evaluated",
                element.span,
            )

    def inside(self, element: Element, what: str = "expression") -> Boxed:
        """The one expression inside an element; MR0905 where there is none."""
        found = self.optional(element)
        if found is None:
            self.notes.lacks(element, what)
            return Literally(None, "", where(element))
        return found

    def optional(self, element: Element) -> Boxed | None:
        """The expression inside an element, or None."""
        for child in element.children:
            if child.namespace == element.namespace and child.name in EXPRESSIONS:
                return self.boxed(child)
        return None

    def _part(self, element: Element, name: str) -> Boxed:
        """The expression inside the child of that name."""
        child = element.first(name)
        if child is None:
            self.notes.lacks(element, f"<{name}>")
            return Literally(None, "", where(element))
        return self.inside(child)

    def boxed(self, element: Element) -> Boxed:
        """Any expression; the element's name is one of ``EXPRESSIONS``."""
        kind = self.type_ref(element)
        place = where(element)
        match element.name:
            case "literalExpression":
                return self._literal(element)
            case "decisionTable":
                return self._table(element)
            case "invocation":
                bindings = tuple(self._binding(child) for child in element.all("binding"))
                return Invocation(self.inside(element, "function"), bindings, kind, place)
            case "context":
                entries = tuple(self._entry(child) for child in element.all("contextEntry"))
                return Context(entries, kind, place)
            case "relation":
                return self._relation(element)
            case "list":
                return BoxedList(self._items(element), kind, place)
            case "functionDefinition":
                return self.function(element)
            case "conditional":
                return Conditional(
                    self._part(element, "if"),
                    self._part(element, "then"),
                    self._part(element, "else"),
                    kind,
                    place,
                )
            case "filter":
                return Selection(
                    self._part(element, "in"), self._part(element, "match"), kind, place
                )
            case "for":
                return self._iterator(element, "return")
            case _:
                return self._iterator(element, "satisfies")

    def _items(self, element: Element) -> tuple[Boxed, ...]:
        """Every expression inside a list or a row."""
        return tuple(
            self.boxed(child)
            for child in element.children
            if child.namespace == element.namespace and child.name in EXPRESSIONS
        )

    def _literal(self, element: Element) -> Literally:
        if element.first("importedValues") is not None:
            self.notes.error(
                "MR0910", f"The {where(element)} imports its values from elsewhere", element.span
            )
        kind = self.type_ref(element)
        feel = self.text_of(element) if element.first("text") is not None else None
        return Literally(feel, kind, where(element))

    def _binding(self, element: Element) -> Binding:
        parameter = element.first("parameter")
        if parameter is None:
            self.notes.lacks(element, "parameter")
        return Binding(self.variable(parameter or element), self.optional(element))

    def _entry(self, element: Element) -> Entry:
        variable = element.first("variable")
        return Entry(
            self.variable(variable) if variable is not None else None, self.inside(element)
        )

    def _relation(self, element: Element) -> Relation:
        columns = tuple(self.variable(child) for child in element.all("column"))
        rows = tuple(self._items(child) for child in element.all("row"))
        for row, child in zip(rows, element.all("row"), strict=True):
            if len(row) != len(columns):
                self.notes.error(
                    "MR0905",
                    f"The {where(child)} has {len(row)} cells, not one for each of the "
                    f"{len(columns)} columns",
                    child.span,
                )
        return Relation(columns, rows, self.type_ref(element), where(element))

    def function(self, element: Element) -> Function:
        """A function definition, also the encapsulated logic of a knowledge model."""
        kind = element.get("kind", "FEEL")
        if kind != "FEEL":
            self.notes.error(
                "MR0910", f"The {where(element)} is a function of {kind}, not of FEEL", element.span
            )
        parameters = tuple(self.variable(child) for child in element.all("formalParameter"))
        return Function(parameters, self.optional(element), self.type_ref(element), where(element))

    def _iterator(self, element: Element, body: str) -> Iterator:
        variable = tidy(element.get("iteratorVariable"))
        if not variable:
            self.notes.lacks(element, "iteratorVariable")
        name = element.name
        return Iterator(
            "some" if name == "some" else "every" if name == "every" else "for",
            variable,
            self._part(element, "in"),
            self._part(element, body),
            self.type_ref(element),
            where(element),
        )

    def _table(self, element: Element) -> DecisionTable:
        policy = tidy(element.get("hitPolicy", "UNIQUE"))
        aggregation = element.get("aggregation")
        if policy not in set(HitPolicy):
            self.notes.error(
                "MR0905",
                f'The {where(element)} has the hit policy "{policy}", which DMN does not have',
                element.span,
                help=did_you_mean(policy, list(HitPolicy)) or f"Use one of {', '.join(HitPolicy)}.",
            )
            policy = HitPolicy.UNIQUE
        kinds: dict[str, Aggregation] = {word: word for word in get_args(Aggregation)}
        if aggregation not in kinds:
            self.notes.error(
                "MR0905",
                f'The {where(element)} has the aggregation "{aggregation}", which DMN lacks',
                element.span,
            )
        inputs = tuple(self._input(child) for child in element.all("input"))
        outputs = tuple(self._output(child) for child in element.all("output"))
        if not outputs:
            self.notes.lacks(element, "output")
        rules = tuple(self._rule(child, len(inputs), len(outputs)) for child in element.all("rule"))
        return DecisionTable(
            HitPolicy(policy),
            kinds.get(aggregation, ""),
            inputs,
            outputs,
            rules,
            self.type_ref(element),
            where(element),
            tuple(tidy(child.get("name")) for child in element.all("annotation")),
        )

    def _input(self, element: Element) -> Input:
        expression, values = element.first("inputExpression"), element.first("inputValues")
        if expression is None:
            self.notes.lacks(element, "inputExpression")
        return Input(
            self.text_of(expression or element),
            self.text_of(values) if values is not None else None,
            tidy(element.get("label")),
            where(element),
        )

    def _output(self, element: Element) -> Output:
        values, default = element.first("outputValues"), element.first("defaultOutputEntry")
        return Output(
            tidy(element.get("name")),
            self.type_ref(element),
            self.text_of(values) if values is not None else None,
            self.text_of(default) if default is not None and default.first("text") else None,
            where(element),
        )

    def _rule(self, element: Element, inputs: int, outputs: int) -> TableRule:
        tests = tuple(self.text_of(child) for child in element.all("inputEntry"))
        values = tuple(self.text_of(child) for child in element.all("outputEntry"))
        for found, wanted, what in ((tests, inputs, "inputs"), (values, outputs, "outputs")):
            if len(found) != wanted:
                self.notes.error(
                    "MR0905",
                    f"The {where(element)} has {len(found)} {what}, but its table has {wanted}",
                    element.span,
                )
        texts = (child.first("text") for child in element.all("annotationEntry"))
        annotations = tuple(text.text.text.strip() if text else "" for text in texts)
        return TableRule(tests, values, annotations, where(element))
