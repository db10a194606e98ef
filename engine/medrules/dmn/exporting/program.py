"""A program becomes a model: what one pack concludes, and all that this needs.

In: a program and the id of a pack. Out: ``Exported``: a ``Model``, where each fact and conclusion
stands in it, and a finding for every conclusion that is not in it. Refused: an id that no pack of the
program has (``MedrulesError``).

A record list with derived fields becomes one list-valued decision for each stage of the plan: a boxed
``for`` whose body is a context with the logic of each field, and whose result is the record with its
new fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.dmn.built_in import FUNCTIONS
from medrules.dmn.exporting.conclusions import HITS, logic_of
from medrules.dmn.exporting.expressions import NotExpressible, Words
from medrules.dmn.exporting.names import Names, word_of
from medrules.dmn.exporting.parts import context, literal, variable, where
from medrules.dmn.exporting.plan import (
    SCALAR,
    Reads,
    conclusions_read,
    expressions_of,
    plan_of,
    reads_together,
)
from medrules.dmn.exporting.types import TypeNames, described
from medrules.dmn.exporting.vocabulary import Vocabulary
from medrules.dmn.model import Boxed, Iterator, KnowledgeSource, Model, Variable
from medrules.feel import ast
from medrules.feel.tokens import KEYWORDS
from medrules.ir import expr as ir
from medrules.ir.program import Derived, PackStamp, Program, Rule
from medrules.ir.walk import walk


@dataclass(frozen=True, slots=True)
class Exported:
    """The model of a pack.

    ``inputs``: path of a fact, an open parameter or a record list to the input, and the components
    behind it, that gives it. ``conclusions``: path to the decision that holds it, and for a field of
    records (``programs[].score``) the field. ``findings``: conclusions that are left out.
    """

    model: Model
    inputs: Mapping[str, tuple[str, ...]]
    conclusions: Mapping[str, tuple[str, ...]]
    findings: tuple[Diagnostic, ...]


def export_pack(program: Program, pack: str) -> Exported:
    """The model of what the pack of that id concludes. Raises MedrulesError (MR0941)."""
    stamp = next((one for one in program.packs if one.id == pack), None)
    if stamp is None:
        known = [one.id for one in program.packs]
        help = did_you_mean(pack, known) or f"The packs are: {', '.join(known)}."
        raise MedrulesError([report("MR0941", f'There is no pack "{pack}"', help=help)])
    return _Exporting(program, stamp).exported()


class _Exporting:
    """One export: the plan, the words, and the decisions so far."""

    def __init__(self, program: Program, stamp: PackStamp) -> None:
        self.program = program
        self.stamp = stamp
        self.derived = {one.path: one for one in program.derived}
        self.rules: dict[str, list[Rule]] = {path: [] for path in self.derived}
        for rule in program.rules:
            self.rules[rule.conclusion].append(rule)
        own = [rule.conclusion for rule in program.rules if rule.origin.pack == stamp.id]
        wanted = {*own, *(one.path for one in program.derived if one.pack == stamp.id)}
        self.reads: dict[str, Reads] = {
            path: reads_together(rules) for path, rules in self.rules.items()
        }
        self.plan = plan_of(program, wanted)
        self.left_out = dict(self.plan.left_out)
        self.vocabulary = Vocabulary(program, TypeNames(program))
        self.ids = Names()
        self.words: dict[str, str] = {}
        self.stages: dict[tuple[str, int], str] = {}
        self.conclusions: dict[str, tuple[str, ...]] = {}
        self.sources: dict[str, KnowledgeSource] = {}

    def exported(self) -> Exported:
        """Write every node of the plan, in order."""
        self.keep_variables()
        order = self.plan.order
        lists = {name for path in order for name in self.reads[path].lists}
        lists |= {path.partition("[].")[0] for path in order if "[]." in path}
        scalars = {one for path in order for one in self.reads[path].scalars}
        self.vocabulary.declare(scalars, lists)
        self.stages |= {(path, 0): name for path, name in self.vocabulary.lists.items()}
        for path, stage in self.plan.nodes():
            if stage == SCALAR:
                self.scalar(self.derived[path])
            else:
                self.stage(path, stage)
        findings = tuple(
            report(
                "MR0940",
                f'The conclusion "{path}" is not exported: it {reason}',
                self.derived[path].span,
            )
            for path, reason in self.left_out.items()
        )
        return Exported(self.model(), self.vocabulary.places, self.conclusions, findings)

    def keep_variables(self) -> None:
        """Keep names of the model apart from words and functions of FEEL, which they would hide,
        and from every variable that expressions bind.
        """
        names = self.vocabulary.names
        for name in (HITS, "item", "member", *KEYWORDS, *FUNCTIONS, "not"):
            names.keep(name)
        for rule in self.program.rules:
            if rule.loop is not None and "[]." not in rule.conclusion:
                names.keep(rule.loop.variable)
            for expression in expressions_of(rule):
                for node in walk(expression):
                    if isinstance(node, ir.Quantified | ir.ForEach):
                        names.keep(node.variable)

    def scalar(self, derived: Derived) -> None:
        """The decision for one conclusion."""
        path, read = derived.path, set[str]()
        types = self.vocabulary.types
        logic = self.logic(derived, self.words_for(path, "", 0, {}, read))
        if logic is None:
            return
        name = self.vocabulary.names.new(word_of(path))
        about = described("", derived.type, derived.help)
        self.vocabulary.decision(
            name,
            types.of(derived.type),
            logic,
            sorted(read),
            derived.title or path,
            about,
            self.authorities([path]),
        )
        self.words[path] = name
        self.conclusions[path] = (name,)

    def logic(self, derived: Derived, words: Words) -> Boxed | None:
        """The logic of a conclusion, or None and a reason why not."""
        path = derived.path
        missing = conclusions_read(path, self.reads[path], self.derived) & self.left_out.keys()
        if missing:
            self.left_out[path] = f"needs {sorted(missing)[0]}, which is left out"
            return None
        try:
            return logic_of(derived, self.rules[path], words, self.vocabulary.types, self.ids)
        except NotExpressible as reason:
            self.left_out[path] = str(reason)
            return None

    def stage(self, path: str, stage: int) -> None:
        """The decision that adds the fields of one stage to the records of a list."""
        vocabulary, read = self.vocabulary, set[str]()
        before = self.stages[path, stage - 1]
        fields = self.plan.fields_at(path, stage)
        loops = [rule.loop for name in fields for rule in self.rules[f"{path}[].{name}"]]
        wanted = next((loop.variable for loop in loops if loop is not None), "record")
        record = vocabulary.names.new(wanted)
        entries: list[tuple[Variable, Boxed]] = []
        added: dict[str, str] = {}
        for name in fields:
            derived = self.derived[f"{path}[].{name}"]
            logic = self.logic(derived, self.words_for(derived.path, record, stage, added, read))
            if logic is not None:
                added[name] = vocabulary.names.new(word_of(f"{path}_{name}"))
                entries.append((variable(added[name], vocabulary.types.of(derived.type)), logic))
        kept = [*vocabulary.field_names(path), *self.fields_before(path, stage)]
        result = ast.ContextLit(
            (
                *((name, ast.PathExpr(ast.Name(record), name)) for name in kept),
                *((name, ast.Name(word)) for name, word in added.items()),
            )
        )
        last = stage == self.plan.last_stage(path)
        name = vocabulary.names.new(f"{word_of(path)}_{'concluded' if last else f'step_{stage}'}")
        body = context(entries, literal(result))
        loop = Iterator("for", record, literal(before), body, "", where("for"))
        title = next((one.title for one in self.program.lists if one.path == path), path)
        paths = [f"{path}[].{name}" for name in added]
        vocabulary.decision(
            name,
            self.final_type(path) if last else "",
            loop,
            sorted({before, *read}),
            f"{title}: {', '.join(added) if added else 'as they are'}"[:120],
            "",
            self.authorities(paths),
        )
        self.stages[path, stage] = name
        for one in self.fields_before(path, stage) + list(added):
            self.conclusions[f"{path}[].{one}"] = (name, one)

    def fields_before(self, path: str, stage: int) -> list[str]:
        """The derived fields that earlier stages have added."""
        found = [name for step in range(1, stage) for name in self.plan.fields_at(path, step)]
        return [name for name in found if f"{path}[].{name}" not in self.left_out]

    def final_type(self, path: str) -> str:
        """The type of the finished list: given fields and derived ones."""
        types = self.vocabulary.types
        given = [
            types.component(one.path.rpartition(".")[2], one)
            for one in self.program.facts
            if one.path.startswith(f"{path}[].")
        ]
        last = self.plan.last_stage(path) + 1
        derived = [self.derived[f"{path}[].{name}"] for name in self.fields_before(path, last)]
        parts = [
            types.plain_component(one.path.rpartition(".")[2], one.type, one.title)
            for one in derived
        ]
        return types.structure(f"{path}-concluded", (*given, *parts), True)

    def words_for(
        self, path: str, record: str, stage: int, added: Mapping[str, str], read: set[str]
    ) -> Words:
        """What names are called in the rules of one conclusion; ``read`` collects the elements."""
        head, inside, _ = path.partition("[].")
        loops = [rule.loop for rule in self.rules[path] if rule.loop is not None]
        own = {loop.variable for loop in loops} if inside else set[str]()
        lists = self.reads[path].lists

        def word(node: ir.Ref | ir.Records | ir.Var | ir.Path) -> ast.Expression | None:
            match node:
                case ir.Ref(name):
                    if name in self.words:
                        read.add(self.words[name])
                        return ast.Name(self.words[name])
                    found = self.vocabulary.words.get(name)
                    if found is not None:
                        read.add(_root(found))
                    return found
                case ir.Records(name):
                    needed = self.plan.stage_for(name, lists.get(name, frozenset()))
                    listed = self.stages[name, needed]
                    read.add(listed)
                    return ast.Name(listed)
                case ir.Var(name):
                    return ast.Name(record if name in own else name)
                case ir.Path(source, name):
                    mine = isinstance(source, ir.Var) and source.name in own
                    now = self.plan.stages.get(f"{head}[].{name}") == stage
                    return ast.Name(added[name]) if mine and now else None

        return word

    def authorities(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The ids of the sources that the rules of these conclusions cite."""
        cited = {
            cite.source: None for path in paths for rule in self.rules[path] for cite in rule.cites
        }
        for source in self.program.sources:
            if source.id in cited and source.id not in self.sources:
                id = f"source_{word_of(source.id)}"
                about = ", ".join(
                    one for one in (source.authors, source.publisher, source.date) if one
                )
                self.sources[source.id] = KnowledgeSource(
                    id, source.title, source.url, about, where("knowledgeSource", id, source.title)
                )
        return tuple(self.sources[one].id for one in cited if one in self.sources)

    def model(self) -> Model:
        """The model of everything written so far."""
        stamp = self.stamp
        id = f"model_{word_of(stamp.id)}"
        return Model(
            stamp.title,
            id,
            f"urn:medrules:pack:{stamp.id}",
            "1.5",
            f"Made from the pack {stamp.id} {stamp.version}.",
            self.vocabulary.types.items(),
            tuple(self.vocabulary.inputs),
            tuple(self.vocabulary.decisions),
            (),
            (),
            where("definitions", id, stamp.title),
            tuple(self.sources.values()),
        )


def _root(node: ast.Expression) -> str:
    """The name that a path begins with."""
    while isinstance(node, ast.PathExpr):
        node = node.source
    assert isinstance(node, ast.Name)
    return node.name
