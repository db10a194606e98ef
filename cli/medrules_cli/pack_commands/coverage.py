"""``medrules pack coverage``: which rules and table rows the cases of a pack reach.

In: the folder of a pack. Out: the rules that no case fires, or that no case leaves unfired, and the
share of goals reached. Exit code 1 when the share is below ``--fail-under``.
"""

from __future__ import annotations

import click

from medrules_cli.options import Command, format_option, pack_option
from medrules_cli.output import style_for, write


@click.command(
    cls=Command,
    examples="""
    medrules pack coverage my-pack
    medrules pack coverage my-pack --fail-under 100
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="Exit with code 1 below this share.",
)
@format_option("text", "json")
@pack_option
def command(folder: str, fail_under: float, format_: str, packs: tuple[str, ...]) -> int:
    """Say which rules the cases of the pack in FOLDER fire and leave unfired.

    Each rule with a condition has two goals: a case in which it fires, and one in which its
    condition is false. A rule without a condition has one.
    """
    from medrules.cases.coverage import coverage
    from medrules_cli.packs_at_work import open_pack, run_all

    pack = open_pack(folder, packs)
    found = coverage(pack.program, pack.id, run_all(pack))
    short = [rule for rule in found.rules if rule.reached < rule.goals]
    if format_ == "json":
        import json

        rows = [
            {
                "rule": rule.rule,
                "kind": rule.kind,
                "place": str(rule.place),
                "fired": rule.fired,
                "not_fired": rule.failed,
                "unknown": rule.unknown,
            }
            for rule in found.rules
        ]
        whole = {"pack": found.pack, "cases": found.cases, "percent": found.percent, "rules": rows}
        write(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", None)
    else:
        style = style_for(None)
        lines = [
            f"{rule.place}: {style.open(rule.rule)} "
            + " and ".join(
                part
                for part in (
                    "never fires" if not rule.fired else "",
                    "is never false" if rule.conditional and not rule.failed else "",
                )
                if part
            )
            for rule in short
        ]
        goals = sum(rule.goals for rule in found.rules)
        reached = sum(rule.reached for rule in found.rules)
        lines.append(
            f"{found.pack}: {found.cases} cases reach {reached} of {goals} goals "
            f"in {len(found.rules)} rules ({found.percent:.1f} %)"
        )
        write("\n".join(lines) + "\n", None)
    return 1 if found.percent < fail_under else 0
