"""``medrules pack coverage``: what the cases of a pack reach.

In: the folder of a pack. Out: the rules that no case fires, or that no case leaves unfired, the edges of
flows that no answer takes, and the terms of conditions that no case shows true, false or unknown with effect;
the share of goals reached; with ``--html`` a page with the rules coloured. Exit code 1 when a share is below
``--fail-under`` or ``--fail-under-terms``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medrules_cli.options import Command, format_option, pack_option
from medrules_cli.output import style_for, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medrules.cases.coverage import Coverage
    from medrules_cli.colour import Style


@click.command(
    cls=Command,
    examples="""
    medrules pack coverage my-pack
    medrules pack coverage my-pack --terms
    medrules pack coverage my-pack --html coverage.html
    medrules pack coverage my-pack --fail-under 100 --fail-under-terms 90
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="Exit with code 1 when less of the rules, rows and edges is reached.",
)
@click.option(
    "--fail-under-terms",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="Exit with code 1 when less of the terms is shown.",
)
@click.option("--terms", is_flag=True, help="Also list the terms that are not shown.")
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(),
    help="Write a page with the files of the pack, each rule and term coloured.",
)
@format_option("text", "json")
@pack_option
def command(
    folder: str,
    fail_under: float,
    fail_under_terms: float,
    terms: bool,
    html: str | None,
    format_: str,
    packs: tuple[str, ...],
) -> int:
    """Say what the cases of the pack in FOLDER reach, and what not.

    Each rule with a condition has two goals: a case in which it fires, and one in which its condition is
    false. A rule without a condition has one, and so has each edge of a flow. Each term of a condition has
    three: that it decides the condition by being true, by being false, and by being unknown.
    """
    from medrules.cases.coverage import measured, runs_of
    from medrules.cases.goals import Goals
    from medrules.cases.read import read_cases
    from medrules_cli.packs_at_work import open_pack

    pack = open_pack(folder, packs)
    cases = read_cases(pack.files, pack.program, pack.id)
    found = measured(Goals(pack.program, pack.id), runs_of(pack.program, cases), len(cases))
    if html is not None:
        from medrules_cli.report.coverage_page import page

        write(page(found, pack.files), html)
    if format_ == "json":
        write(_json(found), None)
    else:
        style = style_for(None)
        lines = [*_rules(found, style), *(_terms(found, style) if terms else ()), *_counts(found)]
        write("\n".join(lines) + "\n", None)
    short = found.percent < fail_under or found.terms_percent < fail_under_terms
    return 1 if short else 0


def _rules(found: Coverage, style: Style) -> Iterator[str]:
    for rule in found.rules:
        lacking = [
            *([] if rule.fired else ["never fires"]),
            *(["is never false"] if rule.conditional and not rule.failed else []),
        ]
        if lacking:
            yield f"{rule.place}: {style.open(rule.rule)} {' and '.join(lacking)}"
    for edge in found.edges:
        if not edge.taken:
            name = style.open(f"{edge.flow}/{edge.node}")
            yield f'{edge.place}: {name} is never answered with "{edge.edge}"'


def _terms(found: Coverage, style: Style) -> Iterator[str]:
    from medrules.diagnostics.sanitise import visible_line

    for condition in found.conditions:
        for term in condition.terms:
            if term.lacking:
                text = style.open(visible_line(term.text))
                yield f"{term.expr.span}: {text} is never {_listed(term.lacking)} with effect"


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _counts(found: Coverage) -> Iterator[str]:
    edges = f" and {len(found.edges)} edges" if found.edges else ""
    yield (
        f"{found.pack}: {found.cases} cases reach {found.reached} of {found.goals} goals "
        f"in {len(found.rules)} rules{edges} ({found.percent:.1f} %)"
    )
    yield (
        f"{found.pack}: they show {found.terms_reached} of {found.term_goals} values of terms "
        f"with effect ({found.terms_percent:.1f} %)"
    )


def _json(found: Coverage) -> str:
    from medrules.ir.printer import print_expr
    from medrules_cli.output import json_text

    whole = {
        "pack": found.pack,
        "cases": found.cases,
        "percent": found.percent,
        "terms_percent": found.terms_percent,
        "rules": [
            {
                "rule": rule.rule,
                "kind": rule.kind,
                "place": str(rule.place),
                "fired": rule.fired,
                "not_fired": rule.failed,
                "unknown": rule.unknown,
            }
            for rule in found.rules
        ],
        "edges": [
            {
                "flow": edge.flow,
                "node": edge.node,
                "edge": edge.edge,
                "place": str(edge.place),
                "taken": edge.taken,
            }
            for edge in found.edges
        ],
        "conditions": [
            {
                "rule": condition.owner,
                "kind": condition.kind,
                "place": str(condition.expr.span),
                "text": print_expr(condition.expr),
                "terms": [
                    {
                        "text": term.text,
                        "place": str(term.expr.span),
                        "true": term.true,
                        "false": term.false,
                        "unknown": term.unknown if term.uncertain else None,
                    }
                    for term in condition.terms
                ],
            }
            for condition in found.conditions
        ],
    }
    return json_text(whole)
