"""Growth: from 10 to 10,000 rules, of which the same number fire for everybody.

In: how many rules. Out: a ``Group``; packs, people and rules for the peers of that size. Refused, as
``Absent``: a contender that is not here. A contender that takes too long to load or to answer has
not finished, which is a result.

Ten rules belong to each of so many codes. Eight ask whether the code is that of the person, two whether
the person has it beside; all ask for a level. What fires is summed up, and a second layer reads the
sum. A rule set of this form is a price list, a formulary, a table of tariffs.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.contenders.model import Answer, Contender
from benchmarks.options import Options
from benchmarks.profiles import Facts
from benchmarks.results import Group, Must, Table, seconds
from benchmarks.timing import Timed, take_turns

if TYPE_CHECKING:
    from medrules.ir.program import Program

SIZES = (10, 100, 1_000, 10_000)
NAMES = ("generated", "run", "zen", "clips", "durable")
EACH = 10
"""Rules for one code."""
BESIDE = 8
"""From this one on, the rules of a code ask for it among the codes beside."""
IN_A_PACK = 1_000
LIMIT = 60.0
"""Seconds for loading, and again for the check of the answers."""
PEOPLE = 100
BOUND = 3.0
BANDS = (("high", 40), ("middle", 15), ("low", 0))


def rules(count: int) -> Iterator[tuple[str, bool, int, int]]:
    """Code, whether it is asked for among those beside, the least level, and what it adds."""
    for index in range(count):
        code, place = divmod(index, EACH)
        beside = place >= BESIDE
        yield f"c{code:04d}", beside, place - 5 if beside else place, place + 1


def people(count: int) -> list[Facts]:
    """People with a code, one or two beside it, and a level."""
    source = random.Random(count)
    codes = [f"c{code:04d}" for code in range(count // EACH)]
    return [
        {
            "code": source.choice(codes),
            "beside": frozenset({source.choice(codes)}),
            "level": source.randint(0, 9),
        }
        for _ in range(PEOPLE)
    ]


def by_hand(count: int, facts: Facts) -> Answer:
    """The answer from a look-up that is as plain as can be."""
    total = 0
    for code, beside, least, points in rules(count):
        held = code in facts["beside"] if beside else code == facts["code"]  # type: ignore[operator]
        if held and facts["level"] >= least:  # type: ignore[operator]
            total += points
    return {"total": total, "band": next(band for band, least in BANDS if total >= least)}


def subject(name: str, count: int) -> tuple[Contender, list[Facts], list[Answer]]:
    """A contender with so many rules, people, and the right answers. Raises ``Absent``."""
    from importlib import import_module

    made: Contender = import_module(f"benchmarks.growing.{name}").make(count)
    some = people(count)
    return made, some, [by_hand(count, one) for one in some]


def run(options: Options) -> Group:
    """Each contender at each size; all sizes take turns."""
    group = Group("Growth")
    names = [name for name in NAMES if options.wants(name)]
    sizes = SIZES[:3] if options.quick else SIZES
    subjects = [
        (f"{name}:{count}", ("growth", name, str(count))) for name in names for count in sizes
    ]
    found = {
        one.name: one
        for one in take_turns(subjects, 3 if options.quick else 7, limit=LIMIT, told=options.told)
    }
    rows = []
    for name in names:
        own = [found[f"{name}:{count}"] for count in sizes]
        title = next((one.title for one in own if one.rounds), name)
        rows.append((title, *(_cell(one, own[1]) for one in own)))
        group.absent += [
            (f"{name}, {count:,} rules", one.absent)
            for count, one in zip(sizes, own, strict=True)
            if one.absent
        ]
    columns = ("contender", *(f"{count:,} rules" for count in sizes))
    note = "In brackets: times the same contender with 100 rules. Loading is not counted."
    group.tables.append(Table("One evaluation, the same number firing", columns, rows, note))
    loaded = [(name, *(_loaded(found[f"{name}:{count}"]) for count in sizes)) for name in names]
    group.tables.append(Table("Loading, from the text of the rules", columns, loaded))
    group.musts.append(_must(found))
    return group


def _cell(one: Timed, base: Timed) -> str:
    if not one.rounds:
        return "did not finish" if "did not finish" in one.absent else "–"
    ratio = f" ({one.times(base).median:.2g} ×)" if base.rounds else ""
    return f"{seconds(one.figures().median)}{ratio}"


def _loaded(one: Timed) -> str:
    return seconds(one.loaded) if one.rounds else "–"


def _must(found: dict[str, Timed]) -> Must:
    what = "generated Python with 10,000 rules against itself with 100"
    most, base = found.get("generated:10000"), found.get("generated:100")
    if most is None or base is None:
        return Must(what, BOUND, None, why="not in this run")
    why = most.absent or base.absent
    return Must(what, BOUND, None if why else most.times(base).median, why=why)


def program(count: int) -> Program:
    """So many rules, compiled from packs of at most 1,000, which is what a pack may hold."""
    from medrules.loading import load

    with tempfile.TemporaryDirectory() as folder:
        packs = []
        every = list(rules(count))
        for number, start in enumerate(range(0, count, IN_A_PACK)):
            place = Path(folder) / f"growth-{number}"
            place.mkdir()
            some = every[start : start + IN_A_PACK]
            text = _head(number) + (_vocabulary(count) if not number else "") + _table(number, some)
            (place / "pack.toml").write_text(text, encoding="utf-8")
            packs.append(place)
        return load(packs, installed=False, cache=False)


def _head(number: int) -> str:
    needs = '[[pack.requires]]\npack = "growth-0"\nversion = ">=1.0, <2"\n' if number else ""
    return f"""[pack]
id = "growth-{number}"
version = "1.0.0"
title = "Growth"
description = "Made to be measured."
language = 1
updated = 2026-11-22
update_policy = "None."
funding = "None."
authors = ["The medrules authors"]
{needs}
[[sources]]
id = "made-up-{number}"
title = "Nothing"
publisher = "Nobody"
date = 2026-11-22
grade = "opinion"
"""


def _vocabulary(count: int) -> str:
    codes = ", ".join(f'"c{code:04d}"' for code in range(count // EACH))
    rows = ", ".join(
        f'{{ id = "{band}", when = [">= {least}"], then = ["{band}"] }}' for band, least in BANDS
    )
    return f"""
[[enums]]
id = "growth-code"
title = "Code"
members = [{codes}]
[[enums]]
id = "growth-band"
title = "Band"
members = ["high", "middle", "low"]
[[facts]]
path = "code"
type = "enum"
of = "growth-code"
title = "Code"
question = "Which code?"
[[facts]]
path = "beside"
type = "set"
of = "growth-code"
title = "Beside"
question = "Which beside?"
[[facts]]
path = "level"
type = "integer"
min = 0
max = 9
title = "Level"
question = "Which level?"
[[conclusions]]
path = "total"
type = "integer"
policy = "sum"
title = "Total"
[[conclusions]]
path = "band"
type = "enum"
of = "growth-band"
policy = "first"
title = "Band"
[[tables]]
id = "band"
title = "Band"
inputs = ["total"]
outputs = ["band"]
because = "The sum."
cites = ["made-up-0"]
rows = [{rows}]
"""


def _table(number: int, some: list[tuple[str, bool, int, int]]) -> str:
    rows = []
    for place, (code, beside, least, points) in enumerate(some):
        cells = f"'-', '\"{code}\"'" if beside else f"'\"{code}\"', '-'"
        rows.append(
            f'  {{ id = "r{place}", when = [{cells}, ">= {least}"], then = [{points}] }},\n'
        )
    return f"""
[[tables]]
id = "points"
title = "Points"
inputs = ["code", "beside", "level"]
outputs = ["total"]
because = "So it is written."
cites = ["made-up-{number}"]
rows = [
{"".join(rows)}]
"""
