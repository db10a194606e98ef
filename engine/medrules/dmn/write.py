"""A model as DMN 1.5 XML, with a diagram.

In: a ``Model`` and a ``Diagram``. Out: XML text, in the order of elements that the schema asks for.
Refused: nothing; every id must be one that XML allows, which whoever made the model saw to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import assert_never

from medrules.dmn.layout import Box, Diagram
from medrules.dmn.model import (
    Boxed,
    BoxedList,
    Conditional,
    Context,
    Decision,
    DecisionTable,
    Feel,
    Function,
    InputData,
    Invocation,
    ItemDefinition,
    Iterator,
    KnowledgeModel,
    Literally,
    Model,
    Relation,
    Selection,
    Service,
    Variable,
)

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"
DMNDI = "https://www.omg.org/spec/DMN/20230324/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


def write_model(model: Model, diagram: Diagram | None = None) -> str:
    """The XML of the model."""
    out = _Writer()
    head = {
        "xmlns": DMN,
        "xmlns:dmndi": DMNDI,
        "xmlns:dc": DC,
        "xmlns:di": DI,
        "id": model.id,
        "name": model.name,
        "namespace": model.namespace,
        "expressionLanguage": FEEL,
        "typeLanguage": FEEL,
        "exporter": "medrules",
    }
    with out.element("definitions", head):
        out.text("description", model.description)
        for item in model.items:
            out.item("itemDefinition", item)
        for data in model.inputs:
            out.input_data(data)
        for decision in model.decisions:
            out.decision(decision)
        for knowledge in model.knowledge:
            out.knowledge(knowledge)
        for source in model.sources:
            pairs = {"id": source.id, "name": source.name, "locationURI": source.location}
            with out.element("knowledgeSource", pairs):
                out.text("description", source.description)
        for service in model.services:
            out.service(service)
        if diagram is not None:
            out.diagram(diagram, {one.id for one in model.services})
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(out.lines) + "\n"


class _Element:
    """An element that is open while its ``with`` block runs."""

    def __init__(self, writer: _Writer, name: str, start: int) -> None:
        self.writer = writer
        self.name = name
        self.start = start

    def __enter__(self) -> None:
        self.writer.depth += 1

    def __exit__(self, *_error: object) -> None:
        writer = self.writer
        writer.depth -= 1
        if len(writer.lines) == self.start + 1:
            writer.lines[-1] = f"{writer.lines[-1][:-1]}/>"
        else:
            writer.lines.append(f"{'  ' * writer.depth}</{self.name}>")


class _Writer:
    """Lines of XML, and how deep the next one stands."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def element(self, name: str, attributes: Mapping[str, str] | None = None) -> _Element:
        """Open an element; attributes without a value are left out."""
        pairs = "".join(
            f' {key}="{_escaped(value)}"' for key, value in (attributes or {}).items() if value
        )
        start = len(self.lines)
        self.lines.append(f"{'  ' * self.depth}<{name}{pairs}>")
        return _Element(self, name, start)

    def empty(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element without content."""
        with self.element(name, attributes):
            pass

    def text(self, name: str, text: str) -> None:
        """An element with text, unless there is none."""
        if text:
            self.lines.append(f"{'  ' * self.depth}<{name}>{_escaped(text, False)}</{name}>")

    def feel(
        self, name: str, feel: Feel | None, attributes: Mapping[str, str] | None = None
    ) -> None:
        """An element with FEEL inside ``<text>``."""
        if feel is not None:
            with self.element(name, attributes):
                self.lines.append(
                    f"{'  ' * self.depth}<text>{_escaped(feel.text.text, False)}</text>"
                )

    def variable(self, name: str, variable: Variable) -> None:
        """A named, perhaps typed thing."""
        self.empty(name, {"name": variable.name, "typeRef": variable.type_ref})

    def item(self, tag: str, item: ItemDefinition) -> None:
        """An item definition or one of its components."""
        pairs = {"name": item.name, "isCollection": "true" if item.collection else ""}
        with self.element(tag, pairs):
            self.text("description", item.description)
            self.text("typeRef", item.base)
            self.feel("allowedValues", item.allowed)
            self.feel("typeConstraint", item.constraint)
            for component in item.components:
                self.item("itemComponent", component)
            if item.function is not None:
                with self.element("functionItem", {"outputTypeRef": item.function.result}):
                    for parameter in item.function.parameters:
                        self.variable("parameters", parameter)

    def input_data(self, data: InputData) -> None:
        """Input data."""
        pairs = {"id": data.id, "name": data.variable.name, "label": data.label}
        with self.element("inputData", pairs):
            self.text("description", data.description)
            self.variable("variable", data.variable)

    def decision(self, decision: Decision) -> None:
        """A decision with its requirements and its logic."""
        pairs = {"id": decision.id, "name": decision.variable.name, "label": decision.label}
        with self.element("decision", pairs):
            self.text("description", decision.description)
            self.text("question", decision.question)
            self.variable("variable", decision.variable)
            for kind, ids in (("Input", decision.inputs), ("Decision", decision.decisions)):
                self.requirements(decision.id, "information", f"required{kind}", ids)
            self.requirements(decision.id, "knowledge", "requiredKnowledge", decision.knowledge)
            self.requirements(decision.id, "authority", "requiredAuthority", decision.authorities)
            if decision.logic is not None:
                self.boxed(decision.logic)

    def requirements(self, owner: str, kind: str, tag: str, ids: Iterable[str]) -> None:
        """Requirements of one kind; the id of each is what the diagram's edge refers to."""
        for id in ids:
            with self.element(f"{kind}Requirement", {"id": requirement_id(owner, id)}):
                self.empty(tag, {"href": f"#{id}"})

    def knowledge(self, model: KnowledgeModel) -> None:
        """A business knowledge model."""
        with self.element("businessKnowledgeModel", {"id": model.id, "name": model.variable.name}):
            self.variable("variable", model.variable)
            if model.function is not None:
                self.function("encapsulatedLogic", model.function)
            self.requirements(model.id, "knowledge", "requiredKnowledge", model.knowledge)

    def service(self, service: Service) -> None:
        """A decision service."""
        with self.element("decisionService", {"id": service.id, "name": service.variable.name}):
            self.variable("variable", service.variable)
            for tag, ids in (
                ("outputDecision", service.outputs),
                ("encapsulatedDecision", service.encapsulated),
                ("inputDecision", service.input_decisions),
                ("inputData", service.input_data),
            ):
                for id in ids:
                    self.empty(tag, {"href": f"#{id}"})

    def function(self, tag: str, function: Function) -> None:
        """A function definition under either of its names."""
        with self.element(tag, {"typeRef": function.type_ref}):
            for parameter in function.parameters:
                self.variable("formalParameter", parameter)
            if function.body is not None:
                self.boxed(function.body)

    def boxed(self, boxed: Boxed) -> None:
        """Any expression."""
        pairs = {"typeRef": boxed.type_ref}
        match boxed:
            case Literally(feel=feel):
                with self.element("literalExpression", pairs):
                    self.text("text", feel.text.text if feel is not None else "")
            case DecisionTable():
                self.table(boxed)
            case Invocation(function=function, bindings=bindings):
                with self.element("invocation", pairs):
                    self.boxed(function)
                    for binding in bindings:
                        with self.element("binding"):
                            self.variable("parameter", binding.parameter)
                            if binding.value is not None:
                                self.boxed(binding.value)
            case Context(entries=entries):
                with self.element("context", pairs):
                    for entry in entries:
                        with self.element("contextEntry"):
                            if entry.variable is not None:
                                self.variable("variable", entry.variable)
                            self.boxed(entry.value)
            case Relation(columns=columns, rows=rows):
                with self.element("relation", pairs):
                    for column in columns:
                        self.variable("column", column)
                    for row in rows:
                        self.inside("row", row)
            case BoxedList(items=items):
                with self.element("list", pairs):
                    for item in items:
                        self.boxed(item)
            case Function():
                self.function("functionDefinition", boxed)
            case Conditional(condition=condition, then_=then, else_=other):
                with self.element("conditional", pairs):
                    self.inside("if", [condition])
                    self.inside("then", [then])
                    self.inside("else", [other])
            case Selection(source=source, match=match):
                with self.element("filter", pairs):
                    self.inside("in", [source])
                    self.inside("match", [match])
            case Iterator(kind=kind, variable=variable, source=source, body=body):
                with self.element(kind, {**pairs, "iteratorVariable": variable}):
                    self.inside("in", [source])
                    self.inside("return" if kind == "for" else "satisfies", [body])
            case _:
                assert_never(boxed)

    def inside(self, tag: str, parts: Iterable[Boxed]) -> None:
        """Expressions inside an element of their own."""
        with self.element(tag):
            for part in parts:
                self.boxed(part)

    def table(self, table: DecisionTable) -> None:
        """A decision table."""
        pairs = {
            "typeRef": table.type_ref,
            "hitPolicy": table.policy.value,
            "aggregation": table.aggregation,
            "id": table.where.id,
        }
        with self.element("decisionTable", pairs):
            for column in table.inputs:
                with self.element("input", {"label": column.label}):
                    kind = {"typeRef": column.expression.type_ref}
                    self.feel("inputExpression", column.expression, kind)
                    self.feel("inputValues", column.values)
            for output in table.outputs:
                with self.element("output", {"name": output.name, "typeRef": output.type_ref}):
                    self.feel("outputValues", output.values)
                    self.feel("defaultOutputEntry", output.default)
            for name in table.annotations:
                self.empty("annotation", {"name": name})
            for rule in table.rules:
                with self.element("rule", {"id": rule.where.id}):
                    for cell in rule.tests:
                        self.feel("inputEntry", cell)
                    for cell in rule.outputs:
                        self.feel("outputEntry", cell)
                    for note in rule.annotations:
                        with self.element("annotationEntry"):
                            self.text("text", note)

    def diagram(self, diagram: Diagram, collapsed: Collection[str]) -> None:
        """Diagram interchange: a shape for each thing, an edge for each requirement. A service
        is drawn collapsed, since its decisions have shapes of their own.
        """
        with self.element("dmndi:DMNDI"), self.element("dmndi:DMNDiagram", {"id": "diagram"}):
            size = {"width": str(diagram.width), "height": str(diagram.height)}
            self.empty("dmndi:Size", size)
            for id, box in diagram.boxes.items():
                pairs = {"id": f"shape_{id}", "dmnElementRef": id}
                if id in collapsed:
                    pairs["isCollapsed"] = "true"
                with self.element("dmndi:DMNShape", pairs):
                    self.empty("dc:Bounds", _bounds(box))
            for owner, required in diagram.edges:
                ref = requirement_id(owner, required)
                with self.element("dmndi:DMNEdge", {"id": f"edge_{ref}", "dmnElementRef": ref}):
                    for x, y in diagram.route(owner, required):
                        self.empty("di:waypoint", {"x": str(x), "y": str(y)})


def requirement_id(owner: str, required: str) -> str:
    """The id of the requirement of one thing by another."""
    return f"{owner}_needs_{required}"


def _bounds(box: Box) -> dict[str, str]:
    return {
        "x": str(box.x),
        "y": str(box.y),
        "width": str(box.width),
        "height": str(box.height),
    }


def _escaped(text: str, attribute: bool = True) -> str:
    """Text as XML holds it; characters that XML forbids become U+FFFD."""
    found: list[str] = []
    for one in text:
        if one in _ENTITIES and (attribute or one not in '"\n\t'):
            found.append(_ENTITIES[one])
        elif one in "\n\t" or (
            one >= " " and not 0xD800 <= ord(one) < 0xE000 and one not in "\ufffe\uffff"
        ):
            found.append(one)
        else:
            found.append("\ufffd")
    return "".join(found)
