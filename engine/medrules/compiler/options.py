"""Stage two, last part: the records that packs bring.

In: the packs and a vocabulary with record lists and fields. Out: options with literal fields.
Refused, as diagnostics: an option of a list that is not there or that only profiles fill, an id
used twice, a field that the list lacks, a value that does not fit.
"""

from __future__ import annotations

from dataclasses import replace

from medrules.compiler.build import Build, Vocabulary
from medrules.compiler.literals import Misfit, literal
from medrules.compiler.vocabulary import cite
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Option, RecordList, Scalar
from medrules.packs.model import OptionDef, PackDef


def declare_options(build: Build) -> Build:
    """The options of all packs, in pack order."""
    problems: list[Diagnostic] = []
    options: dict[tuple[str, str], Option] = {}
    for pack in build.packs:
        for item in pack.options:
            place = build.vocabulary.lists.get(item.of)
            if place is None or place.given_by == "profile":
                problems.append(_no_list(build.vocabulary, item, place))
                continue
            first = options.get((item.of, item.id))
            if first is not None:
                problems.append(
                    report(
                        "MR0440",
                        f'the option "{item.id}" of "{item.of}" is declared twice',
                        item.at.value("id"),
                        (Label(first.span, "first declared here"),),
                        "give it another id, or override the fields of the first",
                    )
                )
                continue
            options[item.of, item.id] = _option(build.vocabulary, pack, item, place, problems)
    vocabulary = replace(build.vocabulary, options=tuple(options.values()))
    return replace(build, vocabulary=vocabulary).found(problems)


def _no_list(vocabulary: Vocabulary, item: OptionDef, place: RecordList | None) -> Diagnostic:
    if place is not None:
        return report(
            "MR0449",
            f'only profiles fill the record list "{item.of}"',
            item.at.value("of"),
            (Label(place.span, "the list is declared here"),),
            'declare the list with given_by = "both"',
        )
    return report(
        "MR0444",
        f'there is no record list "{item.of}"',
        item.at.value("of"),
        help=did_you_mean(item.of, vocabulary.lists)
        or 'declare it with [[facts]] and type = "records"',
    )


def _option(
    vocabulary: Vocabulary,
    pack: PackDef,
    item: OptionDef,
    place: RecordList,
    problems: list[Diagnostic],
) -> Option:
    fields: dict[str, Scalar] = {place.key: item.id}
    names = [
        path.partition("[].")[2] for path in vocabulary.facts if path.startswith(f"{item.of}[].")
    ]
    for name, value in item.fields:
        fact = vocabulary.facts.get(f"{item.of}[].{name}")
        if fact is None:
            derived = f"{item.of}[].{name}" in vocabulary.derived
            problems.append(
                report(
                    "MR0448",
                    f'"{name}" is concluded by rules, not given'
                    if derived
                    else f'records of "{item.of}" have no field "{name}"',
                    item.at.key("fields", name),
                    help="leave it out" if derived else did_you_mean(name, names),
                )
            )
            continue
        found = literal(value, fact.type)
        if isinstance(found, Misfit):
            span = item.at.value("fields", name)
            problems.append(report(found.code, found.message, span, help=found.help))
        else:
            fields[name] = found
    return Option(
        item.of,
        item.id,
        tuple(fields.items()),
        tuple(cite(one) for one in item.cites),
        pack.id,
        item.at.value("id"),
    )
