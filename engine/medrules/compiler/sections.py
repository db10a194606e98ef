"""The sections of the report: what a person is shown.

In: the packs and the vocabulary. Out: sections in order. Refused, as diagnostics: a section that
shows what no pack declares, a table without a record list, a column that the records lack, a
section id used twice in a pack.
"""

from __future__ import annotations

from dataclasses import replace

from medrules.compiler.build import Build, Vocabulary
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Section
from medrules.packs.model import SectionDef
from medrules.source.span import Span


def declare_sections(build: Build) -> Build:
    """All sections, ordered by ``order``, then by pack."""
    problems: list[Diagnostic] = []
    sections: list[Section] = []
    for pack in build.packs:
        taken: dict[str, Span] = {}
        for item in pack.report:
            span = item.at.value("id")
            first = taken.setdefault(item.id, span)
            if first is not span:
                problems.append(
                    report(
                        "MR0440",
                        f'the section "{item.id}" is declared twice',
                        span,
                        (Label(first, "first declared here"),),
                        "give each section an id of its own",
                    )
                )
            problems += _check(build.vocabulary, item)
            sections.append(
                Section(
                    item.id,
                    item.title,
                    item.kind,
                    item.show,
                    item.columns,
                    item.intro,
                    item.order,
                    item.limit,
                    pack.id,
                )
            )
    sections.sort(key=lambda section: section.order)
    return replace(build, report=tuple(sections)).found(problems)


def _check(vocabulary: Vocabulary, item: SectionDef) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    for index, path in enumerate(item.show):
        span = item.at.value("show", index)
        if item.kind == "table":
            if path not in vocabulary.lists:
                problems.append(
                    report(
                        "MR0444",
                        f'there is no record list "{path}"',
                        span,
                        help=did_you_mean(path, vocabulary.lists)
                        or "a table shows one record list",
                    )
                )
        elif path not in vocabulary.derived and path not in vocabulary.facts:
            problems.append(
                report(
                    "MR0453",
                    f'no pack declares the conclusion "{path}"',
                    span,
                    help=did_you_mean(path, vocabulary.derived) or "show a declared conclusion",
                )
            )
    if item.kind == "table" and item.show and item.show[0] in vocabulary.lists:
        fields = [
            name.partition("[].")[2]
            for name in (*vocabulary.facts, *vocabulary.derived)
            if name.startswith(f"{item.show[0]}[].")
        ]
        for index, column in enumerate(item.columns):
            if column not in fields:
                problems.append(
                    report(
                        "MR0448",
                        f'records of "{item.show[0]}" have no field "{column}"',
                        item.at.value("columns", index),
                        help=did_you_mean(column, fields),
                    )
                )
    return problems
