"""What names of a program are called in its model, and the inputs that the model has.

In: a program, and the facts and parameters that its conclusions read. Out: ``Vocabulary``: input data,
decisions for parameters and for the lists as they are given, and words for every name. Refused:
nothing.

Facts of one group (``goals.…``) are one input with components, so that their paths stay as they are.
Parameters of one group are one decision: a context of literals; an open parameter takes the value
given beside it, if there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from medrules.dmn.exporting.expressions import called, constant
from medrules.dmn.exporting.names import Names, word_of
from medrules.dmn.exporting.parts import context, literal, variable, where
from medrules.dmn.exporting.types import TypeNames, described
from medrules.dmn.model import Boxed, Decision, InputData, ItemDefinition, Relation
from medrules.feel import ast
from medrules.ir.program import Fact, Parameter, Program, RecordList


@dataclass(slots=True)
class Vocabulary:
    """The names and first elements of a model.

    ``words``: path of a fact or parameter to the FEEL that reads it. ``lists``: record list to the
    name of the list as given. ``needs``: the name that begins a FEEL path to the id of its element.
    ``places``: path of a fact (or open parameter, or list) to where a run gives it.
    """

    program: Program
    types: TypeNames
    names: Names = field(default_factory=Names)
    inputs: list[InputData] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    words: dict[str, ast.Expression] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def declare(self, scalars: Iterable[str], lists: Iterable[str]) -> None:
        """Declare the facts, parameters and lists of these paths."""
        wanted, wanted_lists = set(scalars), set(lists)
        facts = [one for one in self.program.facts if one.path in wanted]
        for head, group in _groups(facts).items():
            self._fact_group(head, group)
        parameters = [one for one in self.program.parameters if one.path in wanted]
        for head, own in _parameter_groups(parameters).items():
            self._parameter_group(head, own)
        for one in self.program.lists:
            if one.path in wanted_lists:
                self._list(one)

    def _input(self, name: str, type_ref: str, label: str, description: str = "") -> None:
        id = f"input_{name}"
        self.ids[name] = id
        self.inputs.append(
            InputData(
                id, variable(name, type_ref), where("inputData", id, name), label, description
            )
        )

    def decision(
        self,
        name: str,
        type_ref: str,
        logic: Boxed,
        reads: Iterable[str],
        label: str = "",
        description: str = "",
        authorities: tuple[str, ...] = (),
    ) -> None:
        """Add a decision; ``reads`` are the names that begin the FEEL paths in its logic."""
        id = f"decision_{name}"
        required = [self.ids[one] for one in dict.fromkeys(reads)]
        self.ids[name] = id
        self.decisions.append(
            Decision(
                id,
                variable(name, type_ref),
                "",
                description,
                tuple(one for one in required if one.startswith("input_")),
                tuple(one for one in required if one.startswith("decision_")),
                (),
                logic,
                where("decision", id, name),
                label,
                authorities,
            )
        )

    def _fact_group(self, head: str, facts: list[Fact]) -> None:
        name = self.names.new(word_of(head))
        if len(facts) == 1 and facts[0].path == head:
            (fact,) = facts
            about = described(fact.title, fact.type, fact.question)
            self._input(name, self.types.of(fact.type), fact.title, about)
            self.words[head] = ast.Name(name)
            self.places[head] = (name,)
            return
        inner = [(tuple(one.path.split(".")[1:]), one) for one in facts if one.path != head]
        type_ref = self.types.structure(f"{head}-facts", self._components(head, inner), False)
        self._input(name, type_ref, head.replace("_", " "))
        for fact in facts:
            parts = fact.path.split(".")[1:]
            found: ast.Expression = ast.Name(name)
            for part in parts:
                found = ast.PathExpr(found, part)
            self.words[fact.path] = found
            self.places[fact.path] = (name, *parts)

    def _components(
        self, head: str, facts: list[tuple[tuple[str, ...], Fact]]
    ) -> tuple[ItemDefinition, ...]:
        """Components by name; those with more parts become structures of their own."""
        made: list[ItemDefinition] = []
        for name in dict.fromkeys(parts[0] for parts, _ in facts):
            inside = [(parts[1:], fact) for parts, fact in facts if parts[0] == name]
            if len(inside) == 1 and not inside[0][0]:
                made.append(self.types.component(name, inside[0][1]))
            else:
                deeper = [(parts, fact) for parts, fact in inside if parts]
                base = self.types.structure(
                    f"{head}-{name}-facts", self._components(f"{head}-{name}", deeper), False
                )
                place = where("itemComponent", "", name)
                made.append(ItemDefinition(name, base, (), None, False, None, None, place))
        return tuple(made)

    def _parameter_group(self, head: str, parameters: list[Parameter]) -> None:
        name = self.names.new(word_of(head))
        own = ""
        opened = [one for one in parameters if one.open]
        if opened:
            own = self.names.new(f"own_{word_of(head)}")
            parts = tuple(
                self.types.plain_component(_tail(one.path), one.type, one.title) for one in opened
            )
            type_ref = self.types.structure(f"{own}-parameters", parts, False)
            self._input(own, type_ref, f"own {head.replace('_', ' ')}")
        entries = []
        for one in parameters:
            value = constant(one.value)
            if one.open:
                given = ast.PathExpr(ast.Name(own), _tail(one.path))
                value = ast.IfExpr(ast.Binary("!=", given, ast.NullLit()), given, value)
                self.places[one.path] = (own, _tail(one.path))
            entries.append((variable(_tail(one.path), self.types.of(one.type)), literal(value)))
            self.words[one.path] = ast.PathExpr(ast.Name(name), _tail(one.path))
        about = "; ".join(
            described(f"{_tail(one.path)}: {one.title}", one.type, "") for one in parameters
        )
        reads = [own] if own else []
        self.decision(name, "", context(entries), reads, head.replace("_", " "), about)

    def _list(self, one: RecordList) -> None:
        """The list as given: from the profile, from the packs, or from both."""
        given = options = ""
        if one.given_by != "packs":
            given = self.names.new(word_of(one.path))
            kind = self.types.structure(f"{one.path}-record", self._given_fields(one.path), True)
            self._input(given, kind, one.title)
            self.places[one.path] = (given,)
        rows = [row for row in self.program.options if row.list_path == one.path]
        if one.given_by == "profile" or (one.given_by == "both" and not rows):
            if one.absent == "unknown":
                self.lists[one.path] = given
                return
            name = self.names.new(f"{word_of(one.path)}_listed")
            none = ast.Binary("=", ast.Name(given), ast.NullLit())
            guarded = ast.IfExpr(none, ast.ListLit(()), ast.Name(given))
            self.decision(name, "", literal(guarded), [given], f"{one.title}: as listed")
            self.lists[one.path] = name
            return
        fields = [fact.path.rpartition(".")[2] for fact in self._fields(one.path)]
        relation = Relation(
            tuple(variable(name) for name in fields),
            tuple(
                tuple(literal(constant(dict(row.fields).get(name))) for name in fields)
                for row in rows
            ),
            "",
            where("relation"),
        )
        options = self.names.new(f"{word_of(one.path)}_options")
        self.decision(options, "", relation, [], f"{one.title}: options")
        if one.given_by == "packs":
            self.lists[one.path] = options
            return
        name = self.names.new(f"{word_of(one.path)}_listed")
        none = ast.Binary("=", ast.Name(given), ast.NullLit())
        guarded = ast.IfExpr(none, ast.ListLit(()), ast.Name(given))
        both = called("concatenate", guarded, ast.Name(options))
        self.decision(name, "", literal(both), [given, options], f"{one.title}: as listed")
        self.lists[one.path] = name

    def _fields(self, path: str) -> list[Fact]:
        return [one for one in self.program.facts if one.path.startswith(f"{path}[].")]

    def _given_fields(self, path: str) -> tuple[ItemDefinition, ...]:
        return tuple(
            self.types.component(one.path.rpartition(".")[2], one) for one in self._fields(path)
        )

    def field_names(self, path: str) -> list[str]:
        """The given fields of a record list, in order."""
        return [one.path.rpartition(".")[2] for one in self._fields(path)]


def _tail(path: str) -> str:
    """A path without its group, as one word."""
    head, _, rest = path.partition(".")
    return word_of(rest or head)


def _groups(facts: Iterable[Fact]) -> Mapping[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if "[]" not in fact.path:
            found.setdefault(fact.path.partition(".")[0], []).append(fact)
    return found


def _parameter_groups(parameters: Iterable[Parameter]) -> Mapping[str, list[Parameter]]:
    found: dict[str, list[Parameter]] = {}
    for one in parameters:
        found.setdefault(one.path.partition(".")[0], []).append(one)
    return found
