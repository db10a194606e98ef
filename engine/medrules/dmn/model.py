"""What a DMN model says, free of XML: item definitions, inputs, decisions, functions, logic.

In: built by ``medrules.dmn.read``. Out: frozen records that the evaluator, the importer and their
messages read. Refused: nothing here; the reader refuses what these records cannot hold.

Every record carries ``where``: the element it was, so that a message can name it, its id and line.
FEEL stays text here, with its place, because what it means depends on the names in scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias, assert_never

from medrules.source.located import Located
from medrules.source.span import Span


@dataclass(frozen=True, slots=True)
class Where:
    """An element as messages name it."""

    element: str
    id: str
    name: str
    span: Span

    def __str__(self) -> str:
        name = f' "{self.name}"' if self.name else ""
        id_part = f"id {self.id}, " if self.id else ""
        return f"{self.element}{name} ({id_part}line {self.span.line})"


@dataclass(frozen=True, slots=True)
class Feel:
    """A FEEL text: an expression or unary tests. ``type_ref`` is empty where none is declared."""

    text: Located
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Variable:
    """A name and the type declared for it (empty: any)."""

    name: str
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type. It has a base type, or components, or a function signature.

    ``allowed`` constrains each item of a collection, ``constraint`` (DMN 1.5) the whole value.
    """

    name: str
    base: str
    components: tuple[ItemDefinition, ...]
    function: FunctionItem | None
    collection: bool
    allowed: Feel | None
    constraint: Feel | None
    where: Where
    description: str = ""


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """The type of a function: its parameters and the type of its result."""

    parameters: tuple[Variable, ...]
    result: str


class HitPolicy(StrEnum):
    """What several matching rules of a decision table come to."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


Aggregation: TypeAlias = Literal["", "SUM", "COUNT", "MIN", "MAX"]


@dataclass(frozen=True, slots=True)
class Input:
    """An input column: an expression, and the values it may take."""

    expression: Feel
    values: Feel | None
    label: str
    where: Where


@dataclass(frozen=True, slots=True)
class Output:
    """An output column. ``values`` also gives the order for PRIORITY and OUTPUT ORDER."""

    name: str
    type_ref: str
    values: Feel | None
    default: Feel | None
    where: Where


@dataclass(frozen=True, slots=True)
class TableRule:
    """A row: unary tests for each input, an expression for each output, notes."""

    tests: tuple[Feel, ...]
    outputs: tuple[Feel, ...]
    annotations: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table; ``annotations`` are the heads of the columns of notes."""

    policy: HitPolicy
    aggregation: Aggregation
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[TableRule, ...]
    type_ref: str
    where: Where
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Literally:
    """A literal expression: FEEL text. A literal expression without text is null."""

    feel: Feel | None
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Binding:
    """A parameter of an invocation and its value."""

    parameter: Variable
    value: Boxed | None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a function with named arguments."""

    function: Boxed
    bindings: tuple[Binding, ...]
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a context; the one without a variable is the context's result."""

    variable: Variable | None
    value: Boxed


@dataclass(frozen=True, slots=True)
class Context:
    """A boxed context: each entry sees the ones before it."""

    entries: tuple[Entry, ...]
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts, written as a table."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Boxed, ...], ...]
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class BoxedList:
    """A list of expressions."""

    items: tuple[Boxed, ...]
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Function:
    """A function of its parameters."""

    parameters: tuple[Variable, ...]
    body: Boxed | None
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Conditional:
    """if, then, else."""

    condition: Boxed
    then_: Boxed
    else_: Boxed
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Selection:
    """A boxed filter: the items of a list for which ``match`` is true."""

    source: Boxed
    match: Boxed
    type_ref: str
    where: Where


@dataclass(frozen=True, slots=True)
class Iterator:
    """A boxed ``for``, ``some`` or ``every``."""

    kind: Literal["for", "some", "every"]
    variable: str
    source: Boxed
    body: Boxed
    type_ref: str
    where: Where


Boxed: TypeAlias = (
    Literally
    | DecisionTable
    | Invocation
    | Context
    | Relation
    | BoxedList
    | Function
    | Conditional
    | Selection
    | Iterator
)


def parts(boxed: Boxed) -> tuple[Boxed, ...]:
    """The expressions directly inside one, in order; a table and a literal hold only text."""
    match boxed:
        case Literally() | DecisionTable():
            found: tuple[Boxed | None, ...] = ()
        case Invocation(function=function, bindings=bindings):
            found = (function, *(binding.value for binding in bindings))
        case Context(entries=entries):
            found = tuple(entry.value for entry in entries)
        case Relation(rows=rows):
            found = tuple(cell for row in rows for cell in row)
        case BoxedList(items=items):
            found = items
        case Function(body=body):
            found = (body,)
        case Conditional(condition=condition, then_=then, else_=other):
            found = (condition, then, other)
        case Selection(source=source, match=match):
            found = (source, match)
        case Iterator(source=source, body=body):
            found = (source, body)
        case _:
            assert_never(boxed)
    return tuple(one for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class InputData:
    """Something that is given from outside."""

    id: str
    variable: Variable
    where: Where
    label: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision; ``inputs``, ``decisions`` and ``knowledge`` are the ids that it requires, and
    ``authorities`` those of the knowledge sources that stand behind it.
    """

    id: str
    variable: Variable
    question: str
    description: str
    inputs: tuple[str, ...]
    decisions: tuple[str, ...]
    knowledge: tuple[str, ...]
    logic: Boxed | None
    where: Where
    label: str = ""
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """A text that decisions rest on."""

    id: str
    name: str
    location: str
    description: str
    where: Where


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A business knowledge model: a function that decisions may call."""

    id: str
    variable: Variable
    function: Function | None
    knowledge: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: decisions offered as one function of what they need from outside."""

    id: str
    variable: Variable
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Model:
    """A DMN model. ``version`` is that of DMN, such as ``1.5``."""

    name: str
    id: str
    namespace: str
    version: str
    description: str
    items: tuple[ItemDefinition, ...]
    inputs: tuple[InputData, ...]
    decisions: tuple[Decision, ...]
    knowledge: tuple[KnowledgeModel, ...]
    services: tuple[Service, ...]
    where: Where
    sources: tuple[KnowledgeSource, ...] = ()
