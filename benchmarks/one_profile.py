"""One profile at a time, in process: complete ones, ones with facts missing, and the installed packs.

In: how many rounds, and which contenders. Out: a ``Group``. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.contenders import BASELINE, NAMES
from benchmarks.options import Options
from benchmarks.results import Group, Must, Table, compared, ranged, ratio, times
from benchmarks.timing import Figures, Timed, pairs, take_turns
from benchmarks.worker import MISSING

GENERATED = "generated"


def run(options: Options) -> Group:
    """Both kinds of profile, then the examples with the installed packs."""
    group = Group("One profile at a time")
    rounds = 5 if options.quick else 15
    by_task: dict[str, list[Timed]] = {}
    for task in ("complete", "partial"):
        names = [(name, (task, name)) for name in NAMES if options.wants(name) or name == BASELINE]
        found = by_task[task] = take_turns(names, rounds, told=options.told)
        title = "Complete profiles" if task == "complete" else "Profiles with facts missing"
        note = "" if task == "complete" else f"{MISSING} of 100 facts are not given."
        group.tables.append(compared(title, found, BASELINE, note))
        said = {"complete": "", "partial": " (facts missing)"}[task]
        group.absent += [(one.title + said, one.absent) for one in found if one.absent]
    group.musts += musts(by_task["complete"], by_task["partial"])
    group.tables.append(examples(3 if options.quick else 9, options.told))
    return group


def musts(complete: list[Timed], missing: list[Timed]) -> list[Must]:
    """What has to hold, from the times of both kinds of profile."""
    lines = []
    for what, bound, found, one, other, at_least in (
        ("generated Python, complete, against by hand", 1.5, complete, GENERATED, BASELINE, False),
        (
            "generated Python, complete, against by hand in exact decimals",
            1.5,
            complete,
            GENERATED,
            "by-hand-exact",
            False,
        ),
        (
            "generated Python, facts missing, against by hand",
            3,
            missing,
            GENERATED,
            BASELINE,
            False,
        ),
        (
            "zen-engine, decision tables, against generated Python",
            70,
            complete,
            "zen",
            GENERATED,
            True,
        ),
        ("durable_rules against generated Python", 70, complete, "durable", GENERATED, True),
        ("traced interpreter against zen-engine without trace", 1, complete, "run", "zen", False),
        (
            "traced interpreter against zen-engine's fastest form",
            1,
            complete,
            "run",
            "zen-one-node",
            False,
        ),
    ):
        measured, why = ratio(found, one, other)
        lines.append(Must(what, bound, measured, at_least, why=why))
    return lines


def examples(rounds: int, told: Callable[[str], None]) -> Table:
    """The installed packs on the example profiles: evaluating beside reading the file."""
    from medrules import evaluate, load
    from medrules.profile.read import read_profile

    rules = load()
    folder = Path(__file__).parents[1] / "examples" / "profiles"
    rows = []
    for path in sorted(folder.glob("*.toml")):
        profile = read_profile(str(path), rules).checked()

        def often(work: Callable[[], object]) -> Callable[[], object]:
            return lambda: [work() for _ in range(20)]

        read = often(partial(read_profile, str(path), rules))
        evaluated, opened = pairs([often(partial(evaluate, rules, profile)), read], rounds, told)
        ours = [one / 20 for one in evaluated]
        rows.append(
            (
                path.stem,
                ranged(Figures.of(ours)),
                times(
                    Figures.of([one / other for one, other in zip(evaluated, opened, strict=True)])
                ),
            )
        )
    title = f"The installed packs, {len(rules.rules)} rules: a traced evaluation of each example"
    return Table(title, ("profile", "one evaluation", "times reading its file"), rows)
