"""What a run on Spark does with each row, worked out before any row is read.

In: a program, what is asked, how the columns are bound, the facts that are set in each scenario. Out:
``Plan``: Spark SQL, projection by projection. Refused, as ``MedrulesError``: gaps of the SQL target.

Every relation of the query, and both scenarios where two are compared, stand in one chain over the same
rows. So a row has both of its answers or none, and nothing is joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp
from sqlglot.expressions import Expression

from medrules.cohort.answering import Gathered, Statement, answering
from medrules.cohort.binding import Binding
from medrules.cohort.model import Asked, Format
from medrules.cohort.naming import AFTER, BEFORE, names_kept
from medrules.cohort.relations import Relations, relations
from medrules.cohort.spark.folding import Folded, Level, Relation, fold
from medrules.cohort.spark.items import call, column, each, known, numbered, unless_empty, variable
from medrules.cohort.spark.lists import arrays, bad_list, relations_of
from medrules.cohort.spark.reading import FILE, ROW, Source
from medrules.cohort.spark.staging import Chain, Step
from medrules.cohort.spark.words import in_spark, reading
from medrules.cohort.taking import reach
from medrules.ir.evaluation import Plain
from medrules.ir.program import Program
from medrules.record import Record
from medrules.targets.sql.layout import DECIMALS
from medrules.targets.sql.query import query

OUT = "out "
"""What stands before the name of a column of the output, so that it is like no other."""
_ANSWER, _SECOND = "answer ", "second "
_CONFLICT, _RECORDS = "conflict", "records "
_TOGETHER = 8
"""So many conclusions of two scenarios are compared in one expression."""
_WITH_NULLS = call("map", exp.Literal.string("ignoreNullFields"), exp.Literal.string("false"))


class Plan(Record):
    """One run, worked out but not begun.

    ``bad``: when a row is left out. ``facts``: the columns with which the chain of ``steps`` begins, as
    name and SQL over ``raw``. ``columns`` pairs names of the output with those at the end of the chain.
    ``conclusions``: what is answered, once or ``before.`` and ``after.``. ``conflict``: the column of
    rules that contradict each other; empty where none can.
    """

    relations: Relations
    bad: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    columns: tuple[tuple[str, str], ...]
    conclusions: tuple[str, ...]
    conflict: str


def plan_of(
    program: Program,
    asked: Asked,
    binding: Binding,
    before: Mapping[str, Plain],
    after: Mapping[str, Plain] | None = None,
) -> Plan:
    """What is to be done, in Spark's words. ``after``: what is set in a second scenario."""
    wanted = _wanted(program, asked)
    first = _scenario(program, asked, binding, wanted, before)
    chain = Chain()
    facts = {alias: in_spark(sql) for alias, sql in first[0].facts[1:]}
    if after is None:
        level, shown = _columns(program, asked, first, chain, "", {})
        chain.behind(level)
        conflict = OUT + _CONFLICT if first[1].conflict else ""
    else:
        second = _scenario(program, asked, binding, wanted, after)
        names = {}
        for alias, sql in second[0].facts[1:]:
            text = in_spark(sql)
            if facts.setdefault(alias, text) != text:
                names[alias] = _SECOND + alias
                facts[names[alias]] = text
        one, shown = _columns(program, asked, first, chain, BEFORE, {})
        other, _ = _columns(program, asked, second, chain, AFTER, names)
        chain.behind([*one, *other])
        several, shown = _compared(first[1], shown)
        conflict = _both_conflicts(several[-1], first[1], second[1])
        for level in several:
            chain.behind(level)
    kept = [(f"kept {place}", in_spark(reach(one))) for place, one in enumerate(binding.kept)]
    start = [ROW, FILE, *(alias for alias, _ in kept)]
    end = [place for _, place in shown] + ([conflict] if conflict else [])
    carried = zip(names_kept(binding.kept, wanted), start[2:], strict=True)
    return Plan(
        first[0],
        _bad(first[0]),
        (*facts.items(), *arrays(first[0].lists), *kept),
        tuple(chain.steps(start, end)),
        (("row", ROW), *carried, *shown),
        tuple(path for path, _ in first[1].conclusions),
        conflict,
    )


def format_written(asked: Asked) -> Format:
    """In which format the folder is written: as asked, or Parquet."""
    return asked.format or "parquet"


def _scenario(
    program: Program,
    asked: Asked,
    binding: Binding,
    wanted: Sequence[str],
    constants: Mapping[str, Plain],
) -> tuple[Relations, Statement]:
    """What one scenario reads, and what it answers, in DuckDB's words."""
    decimals = DECIMALS if asked.decimals is None else asked.decimals
    made = relations(program, Source(), binding, constants, decimals, ())
    flat = format_written(asked) == "csv"
    return made, answering(program, made, wanted, (), why=asked.why, flat=flat)


def _bad(made: Relations) -> str:
    """When a row is left out, over the rows with their records."""
    own = [in_spark(one.bad) for one in made.taken if one.bad]
    own += [f"`{bad_list(place)}`" for place in range(len(made.lists))]
    return f"coalesce({' OR '.join(f'({one})' for one in own) or 'FALSE'}, FALSE)"


def _columns(
    program: Program,
    asked: Asked,
    scenario: tuple[Relations, Statement],
    chain: Chain,
    stage: str,
    names: Mapping[str, str],
) -> tuple[Level, list[tuple[str, str]]]:
    """Put a scenario into the chain. Returns its columns of the output, and where they will stand.

    ``stage`` stands before the names of its conclusions; ``names`` are those of its facts.
    """
    made, said = scenario
    built = query(program, made.layout, "spark", only=list(_wanted(program, asked)), why=asked.why)
    given = relations_of(made.lists)
    extras = {one.answers.name: one for one in said.gathered}
    stands: dict[str, str] = {}
    for answers, tree in built.relations:
        found = fold(tree, given, _ANSWER)
        levels = list(found.levels)
        if answers.list_path:
            extra = extras[answers.name]
            levels.append(_gathered(extra, found, given))
            called = chain.beside(levels, f"{stage}{answers.name} ", names)
            stands |= {one: called[one] for one in extra.columns if one in called}
        else:
            called = chain.beside(levels, f"{stage}{answers.name} ", names)
            stands |= {one: called[held.column] for one, held in found.end.columns.items()}
    pairs = list(said.conclusions)
    if said.rules:
        pairs.append(("rules", said.rules))
    pairs.append(("status", f"CASE WHEN {said.any_open} THEN 'open' ELSE 'settled' END"))
    if asked.open:
        pairs.append(("open", said.open))
    read = {"answers": lambda name: column(stands[name])}
    lists = {one.answers.list_path: stands[one.columns[0]] for one in said.gathered}
    level: Level = []
    for alias, sql in pairs:
        value = reading(sql, read)
        if alias in lists:
            level.append((f"{_RECORDS}{stage}{alias}", column(lists[alias])))
            if format_written(asked) == "csv":
                value = call("to_json", value, _WITH_NULLS.copy())
        level.append((f"{OUT}{stage}{alias}", value))
    if said.conflict:
        level.append((f"{OUT}{stage}{_CONFLICT}", reading(said.conflict, read)))
    return level, [(alias, f"{OUT}{stage}{alias}") for alias, _ in pairs]


def _wanted(program: Program, asked: Asked) -> tuple[str, ...]:
    """The conclusions to answer: as asked, or all that people see and that belong to no record."""
    return asked.only or tuple(
        one.path for one in program.derived if not one.internal and "[]" not in one.path
    )


def _gathered(extra: Gathered, found: Folded, given: Mapping[str, Relation]) -> Level:
    """The records of each row as one list of structs; whether any is open; what contradicts."""
    end = found.end
    (axis,) = end.axes

    def answered(name: str) -> Expression:
        return variable(0) if name == "position" else end.read(name, end.axes)

    def as_given(name: str) -> Expression:
        # A record that a pack adds is none of those given.
        array = given[extra.relation].held(name).column
        return call("get", column(array), variable(0))

    read = {"r": answered, "f": as_given}
    fields: list[Expression] = []
    for field, sql in extra.fields:
        fields += [exp.Literal.string(field), reading(sql, read)]
    records = each(axis.space, 0, call("named_struct", *fields))
    value, opened, conflict = extra.columns
    level = [(value, unless_empty(axis.space, records))]
    some = reading(extra.opened, read) if extra.opened else exp.false()
    level.append((opened, call("array_max", each(axis.space, 0, some))))
    if extra.conflict:
        every = known(each(axis.space, 0, reading(extra.conflict, read)))
        level.append((conflict, call("try_element_at", every, exp.Literal.number(1))))
    return level


def _compared(
    said: Statement, shown: Sequence[tuple[str, str]]
) -> tuple[list[Level], list[tuple[str, str]]]:
    """The columns that tell two scenarios apart, and the columns of the output in order."""
    paths = [path for path, _ in said.conclusions]
    lists = {one.answers.list_path: one for one in said.gathered}
    differs: list[Expression] = []
    columns: list[tuple[str, str]] = []
    stages = (BEFORE, AFTER)
    for path in paths:
        one, other = (column(f"{OUT}{stage}{path}") for stage in stages)
        if path in lists:
            one, other = (column(f"{_RECORDS}{stage}{path}") for stage in stages)
            differs.append(_records_differ(one, other, [name for name, _ in lists[path].fields]))
        else:
            differs.append(exp.NullSafeNEQ(this=one, expression=other))
        columns += [(f"{stage}{path}", f"{OUT}{stage}{path}") for stage in stages]
    more = [alias for alias, _ in shown if alias in ("rules", "open") and alias not in paths]
    if "rules" in more:
        columns += [(f"{stage}rules", f"{OUT}{stage}rules") for stage in stages]
    columns += [("changed", f"{OUT}changed"), ("status", f"{OUT}status")]
    if "open" in more:
        columns += [(f"{stage}open", f"{OUT}{stage}open") for stage in stages]
    several: list[Level] = []
    changed: Expression = exp.false()
    for place in range(0, len(differs), _TOGETHER):
        some = exp.or_(changed, *differs[place : place + _TOGETHER])
        several.append([(f"changed {place}", exp.Paren(this=some))])
        changed = column(f"changed {place}")
    some_open = [
        exp.EQ(this=column(f"{OUT}{stage}status"), expression=exp.Literal.string("open"))
        for stage in stages
    ]
    status = exp.Case(
        ifs=[exp.If(this=exp.or_(*some_open), true=exp.Literal.string("open"))],
        default=exp.Literal.string("settled"),
    )
    several.append([(f"{OUT}changed", changed), (f"{OUT}status", status)])
    return several, columns


def _records_differ(one: Expression, other: Expression, fields: Sequence[str]) -> Expression:
    """Whether any field of a record differs; both scenarios have the same records.

    Numbers of a field may be of another type in the other scenario, so that lists are not compared whole.
    """
    at = variable(0)
    pairs = [
        exp.NullSafeNEQ(
            this=exp.Dot(
                this=exp.Bracket(this=one.copy(), expressions=[at.copy()]),
                expression=exp.to_identifier(field, quoted=True),
            ),
            expression=exp.Dot(
                this=exp.Bracket(this=other.copy(), expressions=[at.copy()]),
                expression=exp.to_identifier(field, quoted=True),
            ),
        )
        for field in fields
    ]
    any_field = exp.Lambda(this=exp.or_(*pairs), expressions=[at])
    found = call("exists", numbered(one.copy()), any_field)
    return exp.Coalesce(this=found, expressions=[exp.false()])


def _both_conflicts(level: Level, first: Statement, second: Statement) -> str:
    """Add the column of what contradicts in either scenario. Returns its name; empty for none."""
    stages = [stage for stage, said in ((BEFORE, first), (AFTER, second)) if said.conflict]
    if not stages:
        return ""
    one, *others = (column(f"{OUT}{stage}{_CONFLICT}") for stage in stages)
    level.append((OUT + _CONFLICT, exp.Coalesce(this=one, expressions=others)))
    return OUT + _CONFLICT
