"""Stage two: the vocabulary of all packs together.

In: the packs in order. Out: facts, record lists, parameters, conclusions, sources by name, with
their types. Refused: a name declared twice, a value that is no literal of its type, a conclusion
for records of a list that is not there, a hit policy that does not go with its type.
"""

from __future__ import annotations

from dataclasses import replace

from medrules.compiler.build import Build, Vocabulary
from medrules.compiler.literals import Misfit, literal
from medrules.compiler.names import declare_enums, range_from, type_from
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import (
    Cite,
    Derived,
    Fact,
    Parameter,
    Policy,
    RecordList,
    Scalar,
    Source,
)
from medrules.ir.types import (
    BooleanType,
    EnumType,
    ListType,
    NumberType,
    SetType,
    TextType,
    Type,
    describe,
)
from medrules.packs.model import (
    CiteDef,
    ConclusionDef,
    FactDef,
    ListDef,
    PackDef,
    ParameterDef,
    SourceDef,
)
from medrules.source.span import Span


def declare(build: Build) -> Build:
    """Declare everything, pack by pack; what cannot be declared is left out and reported."""
    enums, infos, problems = declare_enums(build.packs)
    names = _Names(problems)
    vocabulary = Vocabulary(enums, infos)
    for pack in build.packs:
        for item in pack.lists:
            _list(vocabulary, names, pack, item)
        for fact in pack.facts:
            _fact(vocabulary, names, pack, fact, "")
        for parameter in pack.parameters:
            _parameter(vocabulary, names, pack, parameter)
        for source in pack.sources:
            _source(vocabulary, names, pack, source)
    for pack in build.packs:
        for conclusion in pack.conclusions:
            _conclusion(vocabulary, names, pack, conclusion)
    names.check_prefixes()
    return replace(build, vocabulary=vocabulary).found(names.problems)


class _Names:
    """The names taken so far, and what was found wrong."""

    def __init__(self, problems: list[Diagnostic]) -> None:
        self.taken: dict[str, Span] = {}
        self.problems = problems

    def take(self, name: str, span: Span, what: str) -> bool:
        """Whether the name was still free."""
        first = self.taken.setdefault(name, span)
        if first is span:
            return True
        self.problems.append(
            report(
                "MR0440",
                f'the {what} "{name}" is declared twice',
                span,
                (Label(first, "first declared here"),),
                "remove one, or give it another name",
            )
        )
        return False

    def check_prefixes(self) -> None:
        """A name may not be both a value and a table of values."""
        for name, span in self.taken.items():
            head = name
            while "." in head:
                head = head.rpartition(".")[0]
                if head in self.taken:
                    self.problems.append(
                        report(
                            "MR0441",
                            f'"{head}" cannot be a value and also hold "{name}"',
                            span,
                            (Label(self.taken[head], f'"{head}" is declared here'),),
                            "rename one of them",
                        )
                    )
                    break


def cite(item: CiteDef) -> Cite:
    """``"source#section"`` taken apart."""
    source, _, section = item.text.partition("#")
    return Cite(source, section)


def _fact(
    vocabulary: Vocabulary, names: _Names, pack: PackDef, item: FactDef, prefix: str
) -> Type | None:
    path = prefix + item.path
    span = item.at.value("name" if prefix else "path")
    kind, problems = type_from(item.type, vocabulary.enums)
    low, high, more = range_from(item.type)
    names.problems += problems + more
    if names.take(path, span, "fact") and kind is not None:
        vocabulary.facts[path] = Fact(
            path,
            kind,
            item.title,
            item.question,
            item.help,
            low,
            high,
            item.changeable,
            pack.id,
            span,
        )
        return kind
    return None


def _list(vocabulary: Vocabulary, names: _Names, pack: PackDef, item: ListDef) -> None:
    span = item.at.value("path")
    if not names.take(item.path, span, "record list"):
        return
    for one in item.fields:
        _fact(vocabulary, names, pack, one, f"{item.path}[].")
    key = vocabulary.facts.get(f"{item.path}[].{item.key}")
    if key is None or not isinstance(key.type, TextType):
        names.problems.append(
            report(
                "MR0446",
                f'the key "{item.key}" of "{item.path}" must be one of its text fields',
                item.at.value("key"),
                help=did_you_mean(item.key, [one.path for one in item.fields])
                or 'declare a field of that name with type = "text"',
            )
        )
    vocabulary.lists[item.path] = RecordList(
        item.path,
        item.key,
        item.title,
        item.given_by,
        item.absent,
        item.max_items,
        item.order_by,
        pack.id,
        span,
    )


def _parameter(vocabulary: Vocabulary, names: _Names, pack: PackDef, item: ParameterDef) -> None:
    span = item.at.value("path")
    kind, problems = type_from(item.type, vocabulary.enums)
    low, high, more = range_from(item.type)
    names.problems += problems + more
    if not names.take(item.path, span, "parameter") or kind is None:
        return
    value = literal(item.value, kind)
    if isinstance(value, Misfit):
        names.problems.append(
            report(value.code, value.message, item.at.value("value"), help=value.help)
        )
        return
    parameter = Parameter(
        item.path,
        kind,
        value,
        item.title,
        item.help,
        low,
        high,
        item.open,
        tuple(cite(one) for one in item.cites),
        pack.id,
        span,
        (),
    )
    names.problems += outside(parameter, value, item.at.value("value"))
    vocabulary.parameters[item.path] = parameter


def outside(parameter: Parameter, value: Scalar, span: Span) -> list[Diagnostic]:
    """A diagnostic when the value lies outside the parameter's range."""
    if isinstance(value, bool | str | frozenset | tuple) or value is None:
        return []
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = (
            f"from {low}"
            if high is None
            else f"up to {high}"
            if low is None
            else f"{low} to {high}"
        )
        return [
            report(
                "MR0447",
                f'{value} lies outside the range of "{parameter.path}" ({bounds})',
                span,
                help="choose a value inside the range",
            )
        ]
    return []


def _source(vocabulary: Vocabulary, names: _Names, pack: PackDef, item: SourceDef) -> None:
    span = item.at.value("id")
    known = vocabulary.sources.get(item.id)
    if known is not None:
        names.problems.append(
            report(
                "MR0440",
                f'the source "{item.id}" is declared twice',
                span,
                (Label(known.span, "first declared here"),),
                "cite the one that is there; a required pack's sources can be cited",
            )
        )
        return
    vocabulary.sources[item.id] = Source(
        item.id,
        item.title,
        item.authors,
        item.publisher,
        item.date,
        item.accessed,
        item.review_by,
        item.url,
        item.grade,
        item.note,
        item.sections,
        pack.id,
        span,
    )


def _conclusion(vocabulary: Vocabulary, names: _Names, pack: PackDef, item: ConclusionDef) -> None:
    span = item.at.value("path")
    kind, problems = type_from(item.type, vocabulary.enums)
    names.problems += problems
    head, inside, _ = item.path.partition("[].")
    if inside and head not in vocabulary.lists:
        names.problems.append(
            report(
                "MR0444",
                f'there is no record list "{head}" for "{item.path}"',
                span,
                help=did_you_mean(head, vocabulary.lists)
                or 'declare it with [[facts]] and type = "records"',
            )
        )
        return
    if not names.take(item.path, span, "conclusion") or kind is None:
        return
    policy = Policy(item.policy)
    if reason := _policy_misfit(policy, kind, bool(item.priority)):
        names.problems.append(
            report(
                "MR0445",
                f'the hit policy "{policy}" {reason}, but "{item.path}" is {describe(kind)}',
                item.at.value("policy"),
                help="change the type or the policy",
            )
        )
        return
    default = empty_value(policy, kind)
    if item.default is not None:
        given = literal(item.default, kind)
        if isinstance(given, Misfit):
            names.problems.append(
                report(given.code, given.message, item.at.value("default"), help=given.help)
            )
        else:
            default = given
    vocabulary.derived[item.path] = Derived(
        item.path,
        kind,
        policy,
        default,
        item.priority or _members(kind),
        item.title,
        item.help,
        item.internal,
        pack.id,
        span,
    )


def empty_value(policy: Policy, kind: Type) -> Scalar:
    """What a conclusion is when no rule can fire and no default is written."""
    if policy in (Policy.SUM, Policy.COUNT):
        return 0
    match kind:
        case BooleanType():
            return False
        case SetType():
            return frozenset()
        case ListType():
            return ()
        case _:
            return None


def _members(kind: Type) -> tuple[str, ...]:
    match kind:
        case EnumType(_, members) | SetType(EnumType(_, members)) | ListType(EnumType(_, members)):
            return members
        case _:
            return ()


def _policy_misfit(policy: Policy, kind: Type, ordered: bool) -> str:
    match policy:
        case Policy.COLLECT:
            return "" if isinstance(kind, SetType) else "makes a set"
        case Policy.RULE_ORDER:
            return "" if isinstance(kind, ListType) else "makes a list"
        case Policy.OUTPUT_ORDER:
            if not isinstance(kind, ListType):
                return "makes a list"
            return (
                "" if ordered or _members(kind) else "needs a list of an enum, or the key priority"
            )
        case Policy.PRIORITY:
            return "" if ordered or _members(kind) else "needs an enum, or the key priority"
        case Policy.SUM | Policy.MIN | Policy.MAX:
            return "" if isinstance(kind, NumberType) else "makes a number"
        case Policy.COUNT:
            whole = isinstance(kind, NumberType) and kind.integer
            return "" if whole else "makes an integer"
        case Policy.UNIQUE | Policy.ANY | Policy.FIRST:
            return ""
