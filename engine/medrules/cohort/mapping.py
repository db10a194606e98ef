"""A mapping file: how foreign columns and values become facts.

In: a TOML file, checked against its schema (``medrules schema mapping``). Out: ``Mapping``. Refused, all
at once with their places: what the schema refuses; facts and members that do not exist (MR1108); constants
that do not fit. Whether the columns exist is only known with the input, in ``medrules.cohort.binding``.
"""

from __future__ import annotations

from medrules.cohort.model import MappedColumn, Mapping
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.ir.evaluation import Plain
from medrules.ir.types import BooleanType, EnumType, SetType, Type
from medrules.packs.validate import validate
from medrules.profile.check import check
from medrules.profile.collect import collect
from medrules.profile.given import Problems
from medrules.profile.vocabulary import Vocabulary, is_open
from medrules.profile.wording import members_text
from medrules.source.document import TomlValue
from medrules.source.span import Span
from medrules.source.text import read_text
from medrules.source.toml import TomlDocument, parse_toml

MAX_BYTES = 1 << 20


def read_mapping(path: str, vocabulary: Vocabulary) -> Mapping:
    """The mapping in that file. Raises MedrulesError with everything that is wrong with it."""
    document = parse_toml(read_text(path, MAX_BYTES))
    problems = list(validate(document, "mapping"))
    if problems:
        raise MedrulesError(problems)
    made = _mapping(document, vocabulary, problems)
    if problems:
        raise MedrulesError(problems)
    return made


def _mapping(document: TomlDocument, vocabulary: Vocabulary, problems: list[Diagnostic]) -> Mapping:
    data = document.data
    columns = data.get("columns", {})
    constants = data.get("constants", {})
    keep = data.get("keep")
    assert isinstance(columns, dict)
    assert isinstance(constants, dict)
    return Mapping(
        tuple(_column(name, raw, document, vocabulary, problems) for name, raw in columns.items()),
        _constants(constants, document, vocabulary, problems),
        _texts(data.get("missing")),
        None if keep is None else _texts(keep),
        _texts(data.get("ignore")),
        str(data.get("delimiter", "")),
    )


def _constants(
    table: dict[str, TomlValue],
    document: TomlDocument,
    vocabulary: Vocabulary,
    problems: list[Diagnostic],
) -> tuple[tuple[str, Plain], ...]:
    found = Problems(document)
    given = collect(table, vocabulary, found, ("constants",))
    profile = check(given, vocabulary, found)
    problems += found.listed() if found.found else ()
    for path in profile.records:
        span = document.key_span(("constants", path))
        problems.append(report("MR1108", f'"{path}" is a list of records, no constant', span))
    return tuple(profile.values.items())


def _texts(raw: object) -> tuple[str, ...]:
    return tuple(spelled(one) for one in raw) if isinstance(raw, list) else ()


def spelled(value: object) -> str:
    """A value of a mapping file as a column of text would spell it."""
    match value:
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _column(
    name: str,
    raw: object,
    document: TomlDocument,
    vocabulary: Vocabulary,
    problems: list[Diagnostic],
) -> MappedColumn:
    table = raw if isinstance(raw, dict) else {"fact": raw}
    steps = ("columns", name)
    at = (*steps, "fact") if isinstance(raw, dict) else steps
    path = str(table.get("fact", name))
    span = document.value_span(at if "fact" in table else steps)
    kind = _type(path, vocabulary)
    if kind is None:
        problems.append(_no_fact(path, vocabulary, span))
    values = table.get("values", {})
    pairs = (
        [(key, spelled(value)) for key, value in values.items()] if isinstance(values, dict) else []
    )
    if kind is not None:
        for key, value in pairs:
            problem = _misfit(path, value, kind)
            if problem:
                place = document.value_span((*steps, "values", key))
                problems.append(report("MR1108", problem[0], place, help=problem[1]))
    return MappedColumn(
        name,
        path,
        tuple(pairs),
        _texts(table.get("missing")),
        str(table.get("delimiter", "")),
        span,
    )


def _type(path: str, vocabulary: Vocabulary) -> Type | str | None:
    """The type of a fact that a profile may give, ``records`` for a list; None for any other name."""
    slot = vocabulary.scalars.get(path)
    if slot is not None:
        return slot.type if is_open(slot) else None
    item = vocabulary.lists.get(path)
    return "records" if item is not None and item.given_by != "packs" else None


def _no_fact(path: str, vocabulary: Vocabulary, span: Span) -> Diagnostic:
    from medrules.diagnostics.suggest import did_you_mean

    help = did_you_mean(path, vocabulary.givable()) or '"medrules facts" lists the facts'
    if path in vocabulary.derived:
        return report("MR1108", f'"{path}" is derived by the rules, not given', span)
    return report("MR1108", f'there is no fact "{path}" that a row could give', span, help=help)


def _misfit(path: str, value: str, kind: Type | str) -> tuple[str, str] | None:
    """Why a value cannot be meant, with what to do."""
    from medrules.diagnostics.suggest import did_you_mean

    match kind:
        case EnumType(_, members) | SetType(EnumType(_, members)) if value not in members:
            help = did_you_mean(value, members) or f"it can be {members_text(members)}"
            return f'"{path}" cannot be "{value}"', help
        case BooleanType() if value not in ("true", "false"):
            return f'"{path}" cannot be "{value}"', "write true or false"
        case _:
            return None
