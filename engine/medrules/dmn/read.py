"""From XML to a model: definitions, types, inputs, decisions, functions and what requires what.

In: a DMN file, or its bytes and its name. Out: a ``Model`` and warnings, or ``MedrulesError`` with
every error found. Refused: roots other than ``definitions`` of DMN 1.2 to 1.5, elements that lack
what the standard asks for, unknown elements and types, references to nothing, two things of one
name, decisions that require themselves, imports of other models. Elements of other namespaces
(extensions, diagrams) and those that only document (text annotations, knowledge sources and the
like) are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.dmn.model import (
    Decision,
    FunctionItem,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    KnowledgeSource,
    Model,
    Service,
    Variable,
)
from medrules.dmn.read_logic import EXPRESSIONS, LogicReader, Notes, child_text, tidy, where
from medrules.dmn.xml import MAX_BYTES, Element, parse
from medrules.source.text import read_bytes

VERSIONS = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}

BUILT_IN_TYPES = frozenset(
    {
        "Any",
        "string",
        "number",
        "boolean",
        "date",
        "time",
        "date and time",
        "dateTime",
        "days and time duration",
        "dayTimeDuration",
        "years and months duration",
        "yearMonthDuration",
        "duration",
        "list",
        "context",
        "function",
        "range",
    }
)

_DOCUMENTATION = frozenset(
    {
        "description",
        "extensionElements",
        "textAnnotation",
        "association",
        "group",
        "elementCollection",
        "performanceIndicator",
        "organizationUnit",
    }
)


def read_model(data: bytes, file: str) -> Model:
    """The model in a DMN file. Raises MedrulesError with all of MR0901 to MR0912 that apply."""
    root = parse(data, file)
    notes = Notes()
    version = VERSIONS.get(root.namespace)
    if root.name != "definitions" or version is None:
        known = ", ".join(VERSIONS.values())
        notes.error(
            "MR0904",
            f"The file is not a DMN model that can be read: its root is <{root.name}> of the "
            f"namespace {root.namespace or '(none)'}",
            root.span,
            help=f"DMN {known} are read; let the modeler export one of these.",
        )
        raise MedrulesError(notes.found)
    model = _Reader(notes, root, version).model()
    if notes.found:
        raise MedrulesError(notes.found)
    return model


def load_model(path: str) -> Model:
    """The model in the file at that path. Raises MedrulesError as ``read_model`` does, and
    MR0101 to MR0107 for a file that cannot be read.
    """
    return read_model(read_bytes(path, MAX_BYTES), path)


class _Reader:
    """One pass over the children of ``definitions``, then the checks that need all of them."""

    def __init__(self, notes: Notes, root: Element, version: str) -> None:
        self.notes = notes
        self.root = root
        self.version = version
        self.namespace = root.get("namespace")
        self.logic = LogicReader(notes, root)
        self.items: list[ItemDefinition] = []
        self.inputs: list[InputData] = []
        self.decisions: list[Decision] = []
        self.knowledge: list[KnowledgeModel] = []
        self.services: list[Service] = []
        self.sources: list[KnowledgeSource] = []

    def model(self) -> Model:
        for element in self.root.children:
            if element.namespace == self.root.namespace:
                self.top(element)
        self.check_names()
        self.check_references()
        self.check_types()
        self.check_cycles()
        return Model(
            tidy(self.root.get("name")),
            self.root.get("id"),
            self.namespace,
            self.version,
            child_text(self.root, "description"),
            tuple(self.items),
            tuple(self.inputs),
            tuple(self.decisions),
            tuple(self.knowledge),
            tuple(self.services),
            where(self.root),
            tuple(self.sources),
        )

    def top(self, element: Element) -> None:
        match element.name:
            case "itemDefinition":
                self.items.append(self.item(element))
            case "inputData":
                self.inputs.append(
                    InputData(
                        self.key(element),
                        self.variable_of(element),
                        where(element),
                        tidy(element.get("label")),
                        child_text(element, "description"),
                    )
                )
            case "decision":
                self.decisions.append(self.decision(element))
            case "businessKnowledgeModel":
                self.knowledge.append(self.knowledge_model(element))
            case "decisionService":
                self.services.append(self.service(element))
            case "knowledgeSource":
                self.sources.append(
                    KnowledgeSource(
                        self.key(element),
                        self.notes.name(element),
                        element.get("locationURI"),
                        child_text(element, "description"),
                        where(element),
                    )
                )
            case "import":
                self.notes.error(
                    "MR0910",
                    f"The {where(element)} brings in another model, which is not done yet",
                    element.span,
                    help="Put the imported definitions into this file.",
                )
            case name if name not in _DOCUMENTATION:
                self.notes.unknown(element, self.root)
            case _:
                pass

    def key(self, element: Element) -> str:
        """What references call the element: its id, or its name where it has none."""
        return element.get("id") or tidy(element.get("name"))

    def variable_of(self, element: Element) -> Variable:
        """The variable of an element; where it has none, one of the element's name."""
        name = self.notes.name(element)
        child = element.first("variable")
        if child is None:
            return Variable(name, "", where(element))
        return Variable(tidy(child.get("name")) or name, self.logic.type_ref(child), where(child))

    def item(self, element: Element) -> ItemDefinition:
        base = element.first("typeRef")
        function = element.first("functionItem")
        components = tuple(self.item(child) for child in element.all("itemComponent"))
        if base is not None and components:
            self.notes.error(
                "MR0905",
                f"The {where(element)} has both a typeRef and components",
                element.span,
                help="Keep one of them.",
            )
        allowed, constraint = element.first("allowedValues"), element.first("typeConstraint")
        return ItemDefinition(
            self.notes.name(element),
            self.logic.type_name(base.text.text, element) if base is not None else "",
            components,
            self.function_item(function) if function is not None else None,
            element.get("isCollection") in {"true", "1"},
            self.logic.text_of(allowed) if allowed is not None else None,
            self.logic.text_of(constraint) if constraint is not None else None,
            where(element),
            child_text(element, "description"),
        )

    def function_item(self, element: Element) -> FunctionItem:
        return FunctionItem(
            tuple(self.logic.variable(child) for child in element.all("parameters")),
            self.logic.type_name(element.get("outputTypeRef"), element),
        )

    def decision(self, element: Element) -> Decision:
        logic = [child for child in element.children if child.name in EXPRESSIONS]
        if len(logic) > 1:
            self.notes.error(
                "MR0905", f"The {where(element)} has more than one expression", logic[1].span
            )
        requirements = list(element.all("informationRequirement"))
        return Decision(
            self.key(element),
            self.variable_of(element),
            child_text(element, "question"),
            child_text(element, "description"),
            self.references(requirements, "requiredInput"),
            self.references(requirements, "requiredDecision"),
            self.references(element.all("knowledgeRequirement"), "requiredKnowledge"),
            self.logic.boxed(logic[0]) if logic else None,
            where(element),
            tidy(element.get("label")),
            self.references(element.all("authorityRequirement"), "requiredAuthority"),
        )

    def knowledge_model(self, element: Element) -> KnowledgeModel:
        logic = element.first("encapsulatedLogic")
        return KnowledgeModel(
            self.key(element),
            self.variable_of(element),
            self.logic.function(logic) if logic is not None else None,
            self.references(element.all("knowledgeRequirement"), "requiredKnowledge"),
            where(element),
        )

    def service(self, element: Element) -> Service:
        def ids(name: str) -> tuple[str, ...]:
            return self.references([element], name)

        return Service(
            self.key(element),
            self.variable_of(element),
            ids("outputDecision"),
            ids("encapsulatedDecision"),
            ids("inputDecision"),
            ids("inputData"),
            where(element),
        )

    def references(self, holders: Iterable[Element], name: str) -> tuple[str, ...]:
        found: list[str] = []
        for holder in holders:
            for child in holder.all(name):
                space, _, local = child.get("href").rpartition("#")
                if space and space != self.namespace:
                    self.notes.error(
                        "MR0910",
                        f"The {where(holder)} refers to {child.get('href')} in another model",
                        child.span,
                        help="Put the imported definitions into this file.",
                    )
                else:
                    found.append(local)
        return tuple(found)

    def check_names(self) -> None:
        """MR0909: ids are unique among what can be referred to; names among what can be named."""
        drg: list[InputData | Decision | KnowledgeModel | Service] = [
            *self.inputs,
            *self.decisions,
            *self.knowledge,
            *self.services,
        ]
        ids: dict[str, object] = {}
        names: dict[str, object] = {}
        for thing in drg:
            if thing.id in ids:
                self.notes.twice(thing.where, f"the id {thing.id}", ids[thing.id])
            ids.setdefault(thing.id, thing.where)
            name = thing.variable.name
            if name in names:
                self.notes.twice(thing.where, f'the name "{name}"', names[name])
            names.setdefault(name, thing.where)
        types: dict[str, object] = {}
        for item in self.items:
            if item.name in types:
                self.notes.twice(item.where, f'the name "{item.name}"', types[item.name])
            types.setdefault(item.name, item.where)

    def check_references(self) -> None:
        """MR0907: what is required exists and is of the right kind."""
        inputs = {thing.id for thing in self.inputs}
        decisions = {thing.id for thing in self.decisions}
        functions = {thing.id for thing in self.knowledge} | {thing.id for thing in self.services}
        for decision in self.decisions:
            self.notes.require(decision.where, decision.inputs, inputs, "input data")
            self.notes.require(decision.where, decision.decisions, decisions, "decision")
            self.notes.require(decision.where, decision.knowledge, functions, "knowledge model")
            sources = {thing.id for thing in self.sources}
            self.notes.require(decision.where, decision.authorities, sources, "knowledge source")
        for model in self.knowledge:
            self.notes.require(model.where, model.knowledge, functions, "knowledge model")
        for service in self.services:
            every = (*service.outputs, *service.encapsulated, *service.input_decisions)
            self.notes.require(service.where, every, decisions, "decision")
            self.notes.require(service.where, service.input_data, inputs, "input data")

    def check_types(self) -> None:
        """MR0911: every typeRef names a built-in type or an item definition; none is circular."""
        known = {item.name for item in self.items}
        for (span, name), owner in self.logic.type_refs.items():
            if name not in known and name not in BUILT_IN_TYPES:
                self.notes.error(
                    "MR0911",
                    f'The {owner} has the type "{name}", which nothing defines',
                    span,
                    help=did_you_mean(name, known | BUILT_IN_TYPES)
                    or "Define it as an itemDefinition, or correct the name.",
                )
        bases = {item.name: item.base for item in self.items if item.base}
        for item in self.items:
            seen, name = {item.name}, item.base
            while name in bases and name not in seen:
                seen.add(name)
                name = bases[name]
            if name == item.name:
                self.notes.error(
                    "MR0908", f"The {item.where} is defined by itself", item.where.span
                )

    def check_cycles(self) -> None:
        """MR0908: no decision requires itself, directly or through others."""
        requires = {decision.id: decision.decisions for decision in self.decisions}
        names = {decision.id: decision for decision in self.decisions}
        done: set[str] = set()
        for first in requires:
            path: list[str] = []
            stack = [(first, iter(requires[first]))]
            path.append(first)
            while stack:
                current, rest = stack[-1]
                step = next((item for item in rest if item in requires and item not in done), None)
                if step is None:
                    done.add(current)
                    stack.pop()
                    path.pop()
                elif step in path:
                    circle = [*path[path.index(step) :], step]
                    shown = " requires ".join(f'"{names[key].variable.name}"' for key in circle)
                    self.notes.error(
                        "MR0908", f"Decisions require each other: {shown}", names[step].where.span
                    )
                    return
                else:
                    stack.append((step, iter(requires[step])))
                    path.append(step)
