"""SQL answers as the interpreter does: corpus, packs, random programs, and programs made to be hard."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.interpreter.building import (
    COLOURS,
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    either,
    every,
    fact,
    field,
    holds,
    known,
    no,
    parameter,
    program,
    record_list,
    records,
    ref,
    rule,
    some,
    where,
)
from tests.interpreter.building import profile as profile_of
from tests.interpreter.strategies import profiles, programs

from medrules.cases.read import read_cases
from medrules.diagnostics.model import MedrulesError
from medrules.ir.evaluation import Plain, Profile
from medrules.ir.expr import Expr, If
from medrules.ir.program import Fact, Option, Policy, Program
from medrules.ir.types import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    TEXT,
    BooleanType,
    EnumType,
    ListType,
    NumberType,
    SetType,
)
from medrules.loading import compile_folders, load
from medrules.packs.folder import read_folder
from medrules.source.span import NOWHERE
from medrules.targets.sql.layout import layout
from medrules.targets.sql.query import query

from .relations import check

duckdb = pytest.importorskip("duckdb")

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus" / "semantics"


@pytest.fixture
def connection() -> Iterator[object]:
    """A database in memory."""
    made = duckdb.connect()
    made.execute("SET threads = 1")
    yield made
    made.close()


def compared(
    made: Program, given: list[Profile], connection: object, decimals: int = 4, why: bool = True
) -> None:
    """Compare all answers to the profiles, on rows that are complete too where all are."""
    asked = layout(made, decimals=decimals)
    check(made, asked, query(made, asked, why=why), given, connection)  # type: ignore[arg-type]
    full = [
        column.path
        for column in asked.facts.columns
        if all(column.path in one.values for one in given)
    ]
    if full:
        asked = layout(made, decimals=decimals, complete=full)
        check(made, asked, query(made, asked, why=why), given, connection)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_the_corpus(name: str, connection: object) -> None:
    files = read_folder(str(CORPUS / name), name)
    made = compile_folders([files])
    cases = read_cases(files, made, name)
    compared(made, [case.profile for case in cases], connection, decimals=20)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_programs(data: st.DataObject) -> None:
    made = data.draw(programs(asking=True))
    asked = layout(made)
    try:
        found = query(made, asked, why=True)
    except MedrulesError as error:
        # A calculation with a quotient is the only gap that these programs have.
        if {one.code for one in error.diagnostics} != {"MR1023"}:
            raise
        return
    several = [data.draw(profiles(made)) for _ in range(6)]
    made_here = duckdb.connect()
    try:
        check(made, asked, found, several, made_here)
    finally:
        made_here.close()


@cache
def installed() -> Program:
    """The three packs that come with medrules."""
    return load()


def drawn(item: Fact, dice: random.Random) -> Plain:
    """A value of a fact."""
    match item.type:
        case BooleanType():
            return dice.random() < 0.5
        case NumberType(integer=integer):
            most = int(min(item.maximum or 100, 90_000))
            if integer or dice.random() < 0.5:
                return dice.randint(0, min(most, 40))
            return min(Decimal(dice.randint(0, most * 4)) / 4, Decimal(most))
        case EnumType(members=members):
            return dice.choice(members)
        case SetType(EnumType(members=members)):
            return frozenset(one for one in members if dice.random() < 0.4)
        case _:
            return dice.choice(["x", "y", "x'; --"])


def random_profile(made: Program, dice: random.Random) -> Profile:
    """A profile of the installed packs: complete or not, with programs or without."""
    share = dice.choice([1.0, 0.8, 0.5, 0.2])
    values = {
        item.path: drawn(item, dice)
        for item in made.facts
        if "[]" not in item.path and dice.random() < share
    }
    lists: dict[str, list[dict[str, Plain]]] = {}
    if dice.random() < 0.7:
        fields = [item for item in made.facts if item.path.startswith("programs[].")]
        lists["programs"] = [
            {
                item.path.partition("[].")[2]: drawn(item, dice)
                for item in fields
                if dice.random() < share
            }
            for _ in range(dice.randint(0, 4))
        ]
    return profile_of(values, lists)  # type: ignore[arg-type]


def test_the_installed_packs(connection: object) -> None:
    dice = random.Random(5)
    made = installed()
    asked = layout(made)
    several = [random_profile(made, dice) for _ in range(250)]
    check(made, asked, query(made, asked, why=True), several, connection)  # type: ignore[arg-type]


def test_the_installed_packs_on_complete_profiles(connection: object) -> None:
    dice = random.Random(6)
    made = installed()
    facts = [item for item in made.facts if "[]" not in item.path]
    given_ = [profile_of({item.path: drawn(item, dice) for item in facts}) for _ in range(100)]
    asked = layout(made, complete=[item.path for item in facts])
    check(made, asked, query(made, asked), given_, connection)  # type: ignore[arg-type]


def test_the_cases_of_the_installed_packs(connection: object) -> None:
    made = installed()
    found: list[Profile] = []
    for name in ("decision-flow", "program-selection", "alternatives"):
        folder = ROOT / "packs" / "medrules_packs" / name.replace("-", "_")
        files = read_folder(str(folder), name)
        found += [case.profile for case in read_cases(files, made, name)]
    assert found
    given_ = {path for one in found for path in (*one.values, *one.records)}
    parameters = [item.path for item in made.parameters if item.path in given_]
    asked = layout(made, [*(item.path for item in made.facts), *parameters])
    check(made, asked, query(made, asked), found, connection)  # type: ignore[arg-type]


def every_profile(domains: dict[str, list[Plain]]) -> list[Profile]:
    """All combinations, a missing fact among the values of each."""
    missing = object()
    combined = product(*[[missing, *values] for values in domains.values()])
    return [
        profile_of(
            {path: value for path, value in zip(domains, one, strict=True) if value is not missing}  # type: ignore[misc]
        )
        for one in combined
    ]


def test_sets_that_rest_on_each_other(connection: object) -> None:
    colours = SetType(COLOURS)
    one, two = ref("one", colours), ref("two", colours)
    made = program(
        [fact("a"), fact("b"), fact("chosen", colours)],
        [
            derived("one", colours, Policy.COLLECT),
            derived("two", colours, Policy.COLLECT, default=frozenset({"blue"})),
            derived("many"),
        ],
        [
            rule("one", "red", when=either(ref("a"), holds(two, "green"))),
            rule("two", "green", when=both(ref("b"), holds(one, "red"))),
            rule("two", "red", when=holds(two, "green")),
            rule("one", ref("chosen", colours), when=holds(two, "red")),
            rule("many", True, when=compare(">", call("count", one), const(1))),
        ],
    )
    sets: list[Plain] = [frozenset(), frozenset({"green"}), frozenset({"red", "blue"})]
    domains = {"a": [True, False], "b": [True, False], "chosen": sets}
    compared(made, every_profile(domains), connection)  # type: ignore[arg-type]


def test_options_stand_behind_given_records(connection: object) -> None:
    options = [
        Option("items", name, (("name", name), *fields), (), "test", NOWHERE)
        for name, fields in (("p", (("size", 3),)), ("q", (("ok", True),)))
    ]
    item = ("item", "items")
    source = records("items", name=TEXT, ok=BOOLEAN, size=INTEGER)
    size = field("item", "items", "size", INTEGER)
    larger = compare(">", field("i", "items", "size", INTEGER), size)
    for absent in ("empty", "unknown"):
        made = program(
            [
                fact("limit", INTEGER).replace(minimum=0, maximum=9),
                fact("items[].name", TEXT),
                fact("items[].ok"),
                fact("items[].size", INTEGER).replace(minimum=0, maximum=9),
            ],
            [
                derived("items[].big"),
                derived("items[].rank", INTEGER),
                derived("names", ListType(TEXT), Policy.RULE_ORDER),
                derived("all_ok"),
                derived("least", INTEGER),
            ],
            [
                rule("items[].big", True, compare(">", size, ref("limit", INTEGER)), item),
                rule(
                    "items[].rank",
                    call("count", where(source, larger, "i"), kind=INTEGER),
                    None,
                    item,
                ),
                rule("names", field("item", "items", "name", TEXT), field("item", "items", "big"), item),
                rule("all_ok", True, every("i", source, field("i", "items", "ok"))),
                rule("least", call("count", where(source, field("i", "items", "big"), "i"), kind=INTEGER)),
            ],
            [record_list("items", given_by="both", absent=absent)],
            options,
        )  # fmt: skip
        rows: list[dict[str, Plain]] = [{"size": 1, "ok": True}, {"name": "a"}, {"size": 7}]
        facts: list[dict[str, Plain]] = [{}, {"limit": 2}, {"limit": 8}]
        lists: list[dict[str, Sequence[dict[str, Plain]]]] = [
            {}, {"items": []}, {"items": rows}, {"items": rows[:1]}
        ]  # fmt: skip
        given_ = [profile_of(values, one) for values in facts for one in lists]
        compared(made, given_, connection)


def test_quotients_compare_exactly(connection: object) -> None:
    x = fact("x", NUMBER).replace(minimum=-9, maximum=9)
    y = fact("y", NUMBER).replace(minimum=-9, maximum=9)
    quotient = call("/", ref("x", NUMBER), ref("y", NUMBER))
    thirds = call("/", ref("x", NUMBER), const(3))
    made = program(
        [x, y],
        [derived("ratio", NUMBER), *(derived(name) for name in ("high", "same", "none", "third"))],
        [
            rule("ratio", quotient),
            rule("high", True, compare(">", quotient, const(Decimal("0.3333")))),
            rule("same", True, compare("=", quotient, thirds)),
            rule("none", True, compare("=", quotient, const(None))),
            rule("third", True, compare(">=", thirds, call("/", ref("y", NUMBER), const(7)))),
        ],
    )
    values: list[Plain] = [0, 1, 3, -3, 7, Decimal("0.3333"), Decimal("-2.5")]
    compared(made, every_profile({"x": values, "y": values}), connection)


def test_whole_numbers_outgrow_what_literals_are_held_in(connection: object) -> None:
    big, n = ref("big", INTEGER), ref("n", INTEGER)
    made = program(
        [fact("a"), fact("n", INTEGER), fact("x", NUMBER).replace(minimum=0, maximum=10**9)],
        [
            *(derived(path, INTEGER) for path in ("big", "bigger", "next", "most")),
            derived("sum", INTEGER, Policy.SUM, 0),
            derived("half", NUMBER),
            derived("wide", NUMBER),
        ],
        [
            rule("big", 100_000, when=ref("a")),
            rule("bigger", call("*", big, const(1_000_000), kind=INTEGER)),
            rule("sum", 2_000_000_000, when=ref("a")),
            rule("sum", 2_000_000_000, when=ref("a")),
            rule("next", call("+", n, const(1), kind=INTEGER)),
            rule("most", call("max", n, call("negate", n, kind=INTEGER), kind=INTEGER)),
            rule("half", Decimal("0.5"), when=ref("a")),
            rule("wide", call("*", ref("half", NUMBER), ref("x", NUMBER))),
        ],
    )
    values: list[Plain] = [2**63 - 1, -(2**63), 0]
    domains = {"a": [True, False], "n": values, "x": [0, 10**9, Decimal("999999999.9999")]}
    compared(made, every_profile(domains), connection)  # type: ignore[arg-type]


ROUNDED = (
    "floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal",
)  # fmt: skip


def test_rounding_and_remainders(connection: object) -> None:
    x, n, m = ref("x", NUMBER), ref("n", INTEGER), ref("m", INTEGER)
    deriveds = [derived("rest", INTEGER), derived("even"), derived("text", TEXT)]
    rules = [
        rule("rest", call("modulo", n, m, kind=INTEGER)),
        rule("even", call("even", n, kind=BOOLEAN)),
        rule("text", call("string", n, kind=TEXT)),
    ]
    for name in ROUNDED:
        for places in (0, 1):
            path = f"{name.replace(' ', '_')}_{places}"
            deriveds.append(derived(path, NUMBER))
            rules.append(rule(path, call(name, x, const(places))))
    made = program(
        [
            fact("x", NUMBER).replace(minimum=-100, maximum=100),
            fact("n", INTEGER).replace(minimum=-9, maximum=9),
            fact("m", INTEGER).replace(minimum=-9, maximum=9),
        ],
        deriveds,
        rules,
    )
    numbers = [Decimal(one) / 100 for one in (0, 5, 15, 25, 49, 50, 51, 149, 150, 250, 9999)]
    given_ = [profile_of({"x": sign * one}) for one in numbers for sign in (1, -1)]
    given_ += every_profile({"n": [-7, -3, 0, 4, 7], "m": [-3, 0, 2, 3]})
    compared(made, given_, connection)


def test_texts_and_members(connection: object) -> None:
    name, level, colour = ref("name", TEXT), ref("level", LEVELS), ref("colour", COLOURS)
    colours = ref("colours", SetType(COLOURS))
    tests: dict[str, Expr] = {
        "inside": call("contains", name, const("b'"), kind=BOOLEAN),
        "start": call("starts with", name, const("a"), kind=BOOLEAN),
        "end": call("ends with", name, const("%"), kind=BOOLEAN),
        "long": compare(">", call("string length", name, kind=INTEGER), const(2)),
        "joined": compare("=", call("+", name, const("x"), kind=TEXT), const("ax")),
        "upper": compare("=", call("upper case", level, kind=TEXT), const("LOW")),
        "between": compare("<", level, const("high", LEVELS), LEVELS),
        "mine": call("list contains", colours, colour, kind=BOOLEAN),
        "two": compare("=", call("count", colours, kind=INTEGER), const(2)),
        "some": some("one", colours, compare("!=", ref("colour", COLOURS), const("red"))),
        "asked": known(colour),
        "defined": call("is defined", colour, kind=BOOLEAN),
        "same": compare("=", colours, const(frozenset({"red"}), SetType(COLOURS))),
        "neither": no(either(holds(colours, "red"), holds(colours, "blue"))),
        "branch": If(
            compare("=", colour, const("red")), holds(colours, "red"), const(True), BOOLEAN, NOWHERE
        ),
    }
    made = program(
        [
            fact("name", TEXT),
            fact("level", LEVELS),
            fact("colour", COLOURS),
            fact("colours", SetType(COLOURS)),
        ],
        [derived(path) for path in tests],
        [rule(path, test) for path, test in tests.items()],
    )
    domains: dict[str, list[Plain]] = {
        "name": ["", "a", "ab'c", "a%", "naïve", "\U0001f469\U0001f3fd"],
        "level": list(LEVELS.members),
        "colour": list(COLOURS.members),
        "colours": [frozenset(), frozenset({"red"}), frozenset({"red", "blue"})],
    }
    compared(made, every_profile(domains), connection)


def test_values_that_disagree_name_their_rules(connection: object) -> None:
    made = program(
        [fact("a"), fact("b"), fact("items[].ok")],
        [derived("word", LEVELS), derived("items[].word", LEVELS), derived("again", LEVELS)],
        [
            rule("word", "low", when=ref("a")),
            rule("word", "high", when=ref("b")),
            rule("items[].word", "low", field("item", "items", "ok"), ("item", "items")),
            rule("items[].word", "high", ref("a"), ("item", "items")),
            rule("again", ref("word", LEVELS)),
        ],
        [record_list("items")],
    )
    given_ = [
        profile_of({"a": True, "b": True}, {"items": [{"ok": True}, {"ok": False}, {}]}),
        profile_of({"a": True}),
        profile_of({"a": False, "b": True}, {"items": [{"ok": True}]}),
    ]
    compared(made, given_, connection)


def test_parameters_that_a_profile_may_give(connection: object) -> None:
    made = program(
        [fact("n", INTEGER).replace(minimum=0, maximum=9)],
        [derived("above"), derived("known")],
        [
            rule("above", compare(">", ref("n", INTEGER), ref("limit", INTEGER))),
            rule("known", known(ref("limit", INTEGER))),
        ],
        parameters=[parameter("limit", 4, INTEGER)],
    )
    given_ = [profile_of({"n": 3}), profile_of({"n": 3, "limit": 2}), profile_of({"limit": 9})]
    asked = layout(made, ["n", "limit"])
    check(made, asked, query(made, asked), given_, connection)  # type: ignore[arg-type]


def test_what_the_input_lacks_is_unknown_everywhere(connection: object) -> None:
    made = program(
        [fact("a"), fact("b")],
        [derived("both"), derived("either")],
        [
            rule("both", both(ref("a"), ref("b"))),
            rule("either", either(ref("a"), ref("b"))),
        ],
    )
    asked = layout(made, ["a"])
    found = query(made, asked)
    assert '"b"' not in found.sql()
    check(made, asked, found, [profile_of({"a": one}) for one in (True, False)], connection)  # type: ignore[arg-type]
