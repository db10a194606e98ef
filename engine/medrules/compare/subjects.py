"""The profiles that two versions are tried on: cases, those of a file, and generated ones at the boundaries.

In: cases, a JSON Lines file, the conditions of both programs. Out: ``Subject`` values, in a fixed
order. Refused, as ``MedrulesError``: a file that cannot be read, with too many lines, or with a
line that is a profile for neither version. Generated profiles take a case and change one fact of
it: to a constant that a condition compares it with, to its neighbours, to a member that a condition
names, to the ends of its range, to unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from medrules.cases.model import Case
from medrules.compare.model import Origin
from medrules.compare.slices import Slices, expressions, reads
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.ir.evaluation import Plain, Profile
from medrules.ir.expr import Call, Compare, Const, Expr, IsKnown, ListOf
from medrules.ir.program import Fact, Parameter, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType
from medrules.ir.values import NUMBERS, Number
from medrules.ir.walk import walk
from medrules.ir.writing import plain, written
from medrules.record import Record
from medrules.source.text import SourceFile, read_text

MOST_LINES = 10_000
MOST_BYTES = 64 << 20
_STEP = Decimal("0.01")
_MOST_VALUES = 40


class Subject(Record):
    """A profile to try: its origin, what it is called, its facts."""

    origin: Origin
    name: str
    profile: Profile


def case_subjects(old: Sequence[Case], new: Sequence[Case]) -> tuple[Subject, ...]:
    """The cases of both versions; one that both have with the same facts counts once."""
    found = [Subject("case", one.name, one.profile) for one in old]
    before = {one.name: _facts(one.profile) for one in old}
    for case in new:
        if before.get(case.name) != _facts(case.profile):
            suffix = " (as in the new version)" if case.name in before else ""
            found.append(Subject("case", case.name + suffix, case.profile))
    return tuple(found)


def _facts(profile: Profile) -> tuple[object, object]:
    return profile.values, profile.records


def cohort(path: str, old: Program, new: Program) -> tuple[Subject, ...]:
    """The profiles of a JSON Lines file; each must be a profile for one of the versions at least."""
    from medrules.profile.read import profile_of
    from medrules.source.json_text import parse_json

    source = read_text(path, MOST_BYTES)
    lines = [
        (number, line) for number, line in enumerate(source.text.split("\n"), 1) if line.strip()
    ]
    if len(lines) > MOST_LINES:
        message = f"{path} holds more than {MOST_LINES} profiles"
        raise MedrulesError([report("MR0105", message, help="split the file")])
    found: list[Subject] = []
    problems: list[Diagnostic] = []
    for number, line in lines:
        name = f"{source.name}:{number}"
        try:
            document = parse_json(SourceFile(name, line))
            results = [profile_of(document, program) for program in (new, old)]
        except MedrulesError as error:
            problems += error.diagnostics
            continue
        fine = next((one for one in results if one.ok), None)
        if fine is None:
            problems += results[0].diagnostics
        else:
            found.append(Subject("profile", name, fine.profile))
    if problems:
        raise MedrulesError(problems)
    return tuple(found)


def fitted(profile: Profile, program: Program) -> Profile:
    """What of a profile the program can take: facts that it does not have are left out."""
    facts = {one.path: one for one in program.facts}
    allowed: dict[str, Fact | Parameter] = {
        **facts,
        **{one.path: one for one in program.parameters if one.open},
    }
    lists = {one.path for one in program.lists}
    values = {
        path: value
        for path, value in profile.values.items()
        if path in allowed
        and _fits(value, allowed[path].type, allowed[path].minimum, allowed[path].maximum)
    }
    records = {
        path: tuple(
            {
                name: value
                for name, value in record.items()
                if (fact := facts.get(f"{path}[].{name}")) is not None
                and _fits(value, fact.type, fact.minimum, fact.maximum)
            }
            for record in some
        )
        for path, some in profile.records.items()
        if path in lists
    }
    return Profile(values, records, {})


def _fits(value: Plain, kind: object, low: Number | None, high: Number | None) -> bool:
    match kind:
        case BooleanType():
            return isinstance(value, bool)
        case NumberType(_, integer):
            if isinstance(value, bool) or not isinstance(value, int | Decimal):
                return False
            whole = not integer or isinstance(value, int)
            return whole and (low is None or value >= low) and (high is None or value <= high)
        case EnumType(_, members):
            return isinstance(value, str) and value in members
        case SetType(item):
            return isinstance(value, frozenset) and value <= set(item.members)
        case _:
            return isinstance(value, str | tuple)


# -- profiles at the boundaries ----------------------------------------------------------------------


def boundary(
    slices: Slices, bases: Sequence[Subject], most: int
) -> tuple[tuple[Subject, ...], int]:
    """Generated profiles, and how many more there would be: facts near a change come first."""
    made: list[Subject] = []
    known = {_key(one.profile) for one in bases}
    left_out = 0
    for values in _values(slices):
        # In each round every value takes another base, so that a bound leaves a bit of everything; bases
        # that give the fact come first, since a rule then asks for it.
        orders = [_order(bases, path, number) for number, (path, _) in enumerate(values)]
        for turn in range(len(bases)):
            for order, (path, value) in zip(orders, values, strict=True):
                base = order[turn]
                profile = _varied(base.profile, path, value)
                key = _key(profile) if profile is not None else ""
                if profile is None or key in known:
                    continue
                known.add(key)
                if len(made) < most:
                    made.append(
                        Subject("generated", f"{base.name}, but {_told(path, value)}", profile)
                    )
                else:
                    left_out += 1
    return tuple(made), left_out


def _order(bases: Sequence[Subject], path: str, start: int) -> list[Subject]:
    turned = [bases[(start + index) % len(bases)] for index in range(len(bases))]
    head, inside, _ = path.partition("[].")
    return sorted(
        turned,
        key=lambda one: not (head in one.profile.records if inside else path in one.profile.values),
    )


def _told(path: str, value: Variation) -> str:
    match value:
        case None:
            return f"{path} unknown"
        case _Toggle():
            return f'{path} with or without "{value}"'
        case _:
            return f"{path} = {value}"


class _Toggle(str):
    """A member to be put into a set, or taken out of it."""

    __slots__ = ()


class _Value(Record):
    """A value to give a fact."""

    value: Plain

    def __str__(self) -> str:
        return str(written(self.value))


Variation = _Value | _Toggle | None


def _key(profile: Profile) -> str:
    return repr(
        (
            sorted((path, _sorted(value)) for path, value in profile.values.items()),
            sorted(
                (
                    path,
                    [sorted((name, _sorted(value)) for name, value in one.items()) for one in some],
                )
                for path, some in profile.records.items()
            ),
        )
    )


def _sorted(value: Plain) -> str:
    return str(written(value)) if not isinstance(value, Decimal) else plain(value)


def _values(slices: Slices) -> tuple[list[tuple[str, Variation]], ...]:
    """What the facts should be that something affected reads: first near a change, then elsewhere."""
    facts: dict[str, Fact] = {one.path: one for one in (*slices.old.facts, *slices.new.facts)}
    behind = frozenset(one for path in slices.affected for one in slices.behind(path))
    found: tuple[dict[str, tuple[str, Variation]], ...] = ({}, {})
    counts: dict[str, int] = {}
    for program in (slices.new, slices.old):
        numbers = {one.path: one.value for one in program.parameters}
        for rule in program.rules:
            if rule.conclusion not in behind:
                continue
            for expr in expressions(rule):
                named = {rule.conclusion, *reads(expr)}
                into = found[0] if named & slices.changed else found[1]
                for path, value in _of_expression(expr, facts, numbers):
                    key = f"{path} {value!r}"
                    if key not in into and counts.get(path, 0) < _MOST_VALUES:
                        into[key] = (path, value)
                        counts[path] = counts.get(path, 0) + 1
    return tuple(list(some.values()) for some in found)


def _of_expression(
    expr: Expr, facts: dict[str, Fact], numbers: Mapping[str, object]
) -> Iterator[tuple[str, Variation]]:
    for node in walk(expr):
        paths = [path for path in _direct(node) if path in facts]
        for path in paths:
            yield from ((path, one) for one in _domain(facts[path]))
        if isinstance(node, Compare | Call):
            operands = (node.left, node.right) if isinstance(node, Compare) else node.args
            constants = [value for one in operands for value in _constants(one, numbers)]
            read = [path for one in operands for path in _direct(one) if path in facts]
            for path in dict.fromkeys(read):
                yield from ((path, one) for one in _near(facts[path], constants))
        elif isinstance(node, IsKnown):
            yield from ((path, None) for path in reads(node) if path in facts)


def _direct(expr: Expr) -> Iterator[str]:
    """The path that a node itself names."""
    own = next(iter(reads(expr)), None)
    if (
        own is not None
        and sum(1 for _ in reads(expr)) == 1
        and not isinstance(expr, Compare | Call)
    ):
        yield own


def _constants(expr: Expr, numbers: Mapping[str, object]) -> Iterator[object]:
    match expr:
        case Const(value):
            yield value
        case ListOf(items):
            for item in items:
                yield from _constants(item, numbers)
        case _:
            for path in reads(expr):
                if path in numbers:
                    yield numbers[path]


def _near(fact: Fact, constants: Iterable[object]) -> Iterator[Variation]:
    """A constant and its neighbours, within the range; members that are named."""
    for value in constants:
        match fact.type:
            case NumberType(_, integer):
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    step: Number = 1 if integer else _STEP
                    for one in (value, NUMBERS.subtract(value, step), NUMBERS.add(value, step)):
                        yield from _inside(fact, one)
            case EnumType(_, members):
                if isinstance(value, str) and value in members:
                    yield _Value(value)
            case SetType(item):
                some = value if isinstance(value, frozenset | tuple) else (value,)
                yield from (_Toggle(one) for one in sorted(map(str, some)) if one in item.members)
            case _:
                return


def _inside(fact: Fact, value: Number) -> Iterator[_Value]:
    if fact.minimum is not None and value < fact.minimum:
        return
    if fact.maximum is not None and value > fact.maximum:
        return
    whole = int(value)
    if whole == value:
        yield _Value(whole)
    elif isinstance(fact.type, NumberType) and not fact.type.integer:
        yield _Value(value)


def _domain(fact: Fact) -> Iterator[Variation]:
    """What a fact could be in any case: both truths, the members, the ends, unknown."""
    match fact.type:
        case BooleanType():
            yield from (_Value(True), _Value(False))
        case EnumType(_, members):
            yield from (_Value(one) for one in members[:12])
        case NumberType():
            ends = [one for one in (fact.minimum, fact.maximum) if one is not None]
            yield from (_Value(one) for one in ends)
        case SetType():
            yield _Value(frozenset())
        case _:
            pass
    yield None


def _varied(profile: Profile, path: str, value: Variation) -> Profile | None:
    """The profile with one fact otherwise; None where it would be the same, or has no record for it."""
    head, inside, name = path.partition("[].")
    if not inside:
        values = dict(profile.values)
        if not _put(values, path, value):
            return None
        return Profile(values, profile.records, {})
    some = profile.records.get(head, ())
    if not some:
        return None
    first = dict(some[0])
    if not _put(first, name, value):
        return None
    return Profile(profile.values, {**profile.records, head: (first, *some[1:])}, {})


def _put(into: dict[str, Plain], key: str, value: Variation) -> bool:
    before = into.get(key)
    match value:
        case None:
            return into.pop(key, None) is not None
        case _Toggle():
            members = before if isinstance(before, frozenset) else frozenset()
            into[key] = members ^ {str(value)}
        case _:
            into[key] = value.value
    return key not in into or into[key] != before or before is None
