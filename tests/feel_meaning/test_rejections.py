"""Every refusal of the checker, as data: text, code, columns, and words of the message and help."""

from __future__ import annotations

import pytest
from tests.feel_meaning.vocabulary import IDENTITY, LOOP, MOTIVE, PROGRAM, SCOPE, lower, lower_cell

from medrules.diagnostics.codes import all_codes
from medrules.diagnostics.codes.typing import CODES
from medrules.feel.checker import Lowered
from medrules.ir.types import BOOLEAN, INTEGER, NUMBER, TEXT, ListType, NumberType, SetType, Type

Row = tuple[str, str, tuple[int, int], str, str]

NAMES: list[Row] = [
    ("goals.motive = null", "MR0301", (1, 13), 'no fact "goals.motive"', 'mean "goals.motives"?'),
    ("goal.motives = null", "MR0301", (1, 13), 'no fact "goal.motives"', '"goals.motives"'),
    ("motives = null", "MR0301", (1, 8), 'no fact "motives"', '"goals.motives"'),
    ("plan.payofplan", "MR0301", (1, 15), "plan.payofplan", '"plan.payoff_plan"'),
    ("xyzzy > 1", "MR0301", (1, 6), 'no fact "xyzzy"', "declared with [[facts]]"),
    ("Plan.Weeks > 1", "MR0301", (1, 11), "Plan.Weeks", '"plan.weeks"'),
    ("tuition_usd > 1", "MR0301", (1, 12), "tuition_usd", '"program.tuition_usd"'),
    ("goals.primary_identity = educator", "MR0301", (26, 34), "educator", "write it in quotes"),
    (
        "goals.primary_identity = program-director",
        "MR0301",
        (26, 42),
        'no fact "program-director"',
        '"program-director" is a member of identity: write it in quotes',
    ),
    ("plan.setting = mid-tier", "MR0301", (16, 24), 'no fact "mid-tier"', "in quotes"),
    ("count(programs[scor > 3]) > 0", "MR0301", (16, 20), 'no fact "scor"', '"score"'),
    ("? = 3", "MR0301", (1, 2), "no cell", "name of the fact"),
    ("program.scor > 3", "MR0311", (1, 13), 'have no field "scor"', 'mean "score"?'),
    ("program.zzz > 3", "MR0311", (1, 12), 'field "zzz"', "the fields are name, tuition_usd"),
    ("count(programs.scor) > 3", "MR0311", (7, 20), 'of "programs"', '"score"'),
    (
        "plan.weeks.days > 3",
        "MR0311",
        (1, 16),
        "because it is a number in weeks",
        "only the records",
    ),
    ("goals.motives.x", "MR0311", (1, 16), "a set of motive", "only the records"),
    ("some item in programs satisfies true", "MR0312", (6, 22), 'called "item"', "another name"),
    (
        "for program in programs return 1",
        "MR0312",
        (5, 24),
        '"program" is already taken',
        "another",
    ),
    (
        "some p in programs, p in options satisfies true",
        "MR0312",
        (21, 33),
        '"p" is already taken',
        "another name",
    ),
    (
        "count(programs[count(options[item.cost_usd > 1]) > 0]) > 0",
        "MR0312",
        (30, 34),
        'more than one thing is called "item"',
        "name of its own",
    ),
]

TYPES: list[Row] = [
    ('plan.weeks = "3"', "MR0302", (1, 17), "a number in weeks and text", "without quotes"),
    ("clinician.specialty = 3", "MR0302", (1, 24), "text and a whole number", ""),
    ('plan.payoff_plan = "yes"', "MR0302", (1, 25), "true or false and text", ""),
    (
        'goals.motives = "leadership"',
        "MR0302",
        (1, 29),
        "set of motive and text",
        '"leadership" in goals.',
    ),
    ('"leadership" = goals.motives', "MR0302", (1, 29), "text and a set", '"leadership" in goals.'),
    (
        "goals.motives > 2",
        "MR0302",
        (1, 18),
        "set of motive and a whole number",
        "count(goals.motives)",
    ),
    ("goals.primary_identity = plan.setting", "MR0302", (1, 38), "identity", "two enums"),
    (
        "goals.primary_identity = clinician.specialty",
        "MR0302",
        (1, 45),
        "and text",
        "only the words of",
    ),
    (
        'goals.motives in ("leadership")',
        "MR0302",
        (1, 14),
        "cannot stand before `in`",
        "in goals.motives",
    ),
    (
        'decision.path in ("a", "b")',
        "MR0302",
        (1, 14),
        "cannot stand before `in`",
        "in decision.path",
    ),
    (
        "3 in goals.motives",
        "MR0302",
        (1, 19),
        "never holds a whole number",
        "always a member of motive",
    ),
    (
        "plan.setting in goals.motives",
        "MR0302",
        (1, 30),
        "never holds a member of setting",
        "motive",
    ),
    ("3 in decision.path", "MR0302", (1, 19), "a list of text never holds", "always text"),
    ("program in programs", "MR0302", (1, 20), "never holds", "a field of them"),
    ("program = program", "MR0302", (1, 18), "cannot be compared", "such as name"),
    ("clinician.specialty * 2", "MR0302", (1, 20), "`*` takes a number here, not text", ""),
    ('2 - "a"', "MR0302", (5, 8), "`-` takes a number here, not text", ""),
    ("-clinician.specialty", "MR0302", (2, 21), "argument of `-` is text, not a number", ""),
    ("clinician.specialty + 1", "MR0302", (23, 24), "`+` takes text here", ""),
    (
        "round up(1.5, 0.5)",
        "MR0302",
        (15, 18),
        "the second argument of `round up`",
        "round up(n, scale)",
    ),
    (
        "string length(plan.weeks)",
        "MR0302",
        (15, 25),
        "the argument of `string length`",
        "(string)",
    ),
    ("count(plan.weeks)", "MR0302", (7, 17), "not a set", "count(list)"),
    ("sum(decision.path)", "MR0302", (5, 18), "is a list of text", "sum(list)"),
    ("list contains(decision.path, 3)", "MR0302", (30, 31), "second argument", "list, element"),
    ("all(goals.motives)", "MR0302", (5, 18), "is a set of motive", "all(list)"),
    ("even(weights.share)", "MR0302", (6, 19), "is a number, not a whole number", "even(number)"),
    ("union(goals.motives, 3)", "MR0302", (22, 23), "second argument of `union`", "union(list"),
    ('if plan.payoff_plan then 1 else "a"', "MR0302", (1, 36), "`then` and `else`", ""),
    ('[1, "a"]', "MR0302", (5, 8), "items of a list are of two types", ""),
    ('count([plan.weeks, "a"])', "MR0302", (20, 23), "two types", ""),
    ('clinician.specialty[item = "x"]', "MR0302", (1, 20), "only a list can be filtered", ""),
    (
        "some x in plan.weeks satisfies x > 1",
        "MR0302",
        (11, 21),
        "only lists and sets have items",
        "",
    ),
    ("for x in clinician.specialty return x", "MR0302", (10, 29), "only lists and sets", ""),
]

UNITS: list[Row] = [
    (
        "costs.hours + capacity.budget",
        "MR0303",
        (1, 30),
        "hours and USD cannot be added",
        "one unit",
    ),
    (
        "costs.hours - plan.weeks",
        "MR0303",
        (1, 25),
        "hours and weeks cannot be subtracted",
        "one unit",
    ),
    (
        "costs.hours > capacity.budget",
        "MR0303",
        (1, 30),
        "hours and USD cannot be compared",
        "one unit",
    ),
    (
        "costs.hours = weights.share",
        "MR0303",
        (1, 28),
        "hours and a pure number cannot be",
        "one unit",
    ),
    (
        "weights.share < costs.hours",
        "MR0303",
        (1, 28),
        "a pure number and hours cannot be",
        "one unit",
    ),
    (
        "costs.hours > count(goals.motives)",
        "MR0303",
        (1, 35),
        "hours and a pure number",
        "one unit",
    ),
    (
        "capacity.hours_per_week > costs.hours",
        "MR0303",
        (1, 38),
        "hours/week and hours",
        "one unit",
    ),
    ("costs.hours between 1 and plan.weeks", "MR0303", (1, 37), "hours and weeks", "one unit"),
    ("costs.hours in [plan.weeks..10]", "MR0303", (1, 32), "hours and weeks", "one unit"),
    (
        "min(costs.hours, plan.weeks)",
        "MR0303",
        (18, 28),
        "`min` takes numbers in one unit",
        "one unit",
    ),
    ("modulo(plan.weeks, costs.hours)", "MR0303", (20, 31), "weeks and hours", "one unit"),
    (
        "plan.weeks ** 2",
        "MR0303",
        (1, 16),
        "takes a number without a unit here, but this is in weeks",
        "",
    ),
    ("sqrt(costs.hours)", "MR0303", (6, 17), "without a unit here, but this is in hours", ""),
    ("decimal(1.5, plan.weeks)", "MR0303", (14, 24), "takes a number without a unit here", ""),
    (
        "plan.weeks in programs.tuition_usd",
        "MR0303",
        (1, 35),
        "in USD never holds a value in weeks",
        "",
    ),
    (
        "if plan.payoff_plan then plan.weeks else costs.hours",
        "MR0303",
        (1, 53),
        "two units",
        "one unit",
    ),
    ("[plan.weeks, costs.hours]", "MR0303", (14, 25), "weeks and hours", "one unit"),
    (
        "list contains(programs.tuition_usd, plan.weeks)",
        "MR0303",
        (37, 47),
        "USD and weeks",
        "one unit",
    ),
]

MEMBERS: list[Row] = [
    (
        'goals.primary_identity = "eductor"',
        "MR0304",
        (26, 35),
        "not a member of identity",
        '"educator"?',
    ),
    ('"eductor" != goals.primary_identity', "MR0304", (1, 10), '"eductor"', 'mean "educator"?'),
    ('degree.value >= "huge"', "MR0304", (17, 23), '"huge" is not', '"low", "moderate", "high"'),
    ('degree.value in ("low", "hihg")', "MR0304", (25, 31), '"hihg"', '"high"'),
    ('"leadersip" in goals.motives', "MR0304", (1, 12), '"leadersip"', '"leadership"'),
    ('goals.motives = ["leadership", "cv"]', "MR0304", (32, 36), '"cv" is not', '"repair-cv"'),
    ("goals.motives = [null]", "MR0304", (18, 22), '"null" is not', "the members are"),
    ('list contains(goals.motives, "letters")', "MR0304", (30, 39), '"letters"', "the members are"),
    (
        'degree.value = (if plan.payoff_plan then "hig" else "low")',
        "MR0304",
        (42, 47),
        '"hig"',
        '"high"',
    ),
    ('degree.value between "lo" and "high"', "MR0304", (22, 26), '"lo"', '"low"'),
    ('index of(["lowe"], degree.value)', "MR0304", (11, 17), '"lowe"', '"low"'),
]

CALLS: list[Row] = [
    ("cuont(goals.motives) > 2", "MR0305", (1, 6), 'no function "cuont"', 'mean "count"?'),
    ("median_of([1])", "MR0305", (1, 10), "median_of", '"median"'),
    ("negate(1)", "MR0305", (1, 7), '"negate"', ""),
    ("zzz(1)", "MR0305", (1, 4), "zzz", "language reference"),
    ("round up(1.5)", "MR0306", (1, 14), "does not take 1 argument", "write round up(n, scale)"),
    ("round up(1.5, 2, 3)", "MR0306", (1, 20), "does not take 3 arguments", "round up(n, scale)"),
    ("min()", "MR0306", (1, 6), "does not take no argument", "min(list) or min(a, b, …)"),
    ("is known()", "MR0306", (1, 11), "does not take no argument", "is known(fact)"),
    ("not(true, false)", "MR0306", (1, 17), "does not take 2 arguments", "not(negand)"),
    (
        'substring(strin: "abc", start position: 2)',
        "MR0306",
        (1, 43),
        "named strin, start",
        "string, start",
    ),
    ("min(a: 1, b: 2)", "MR0306", (1, 16), "named a, b", "min(list)"),
    ("not(x: true)", "MR0306", (1, 13), "named x", "not(negand)"),
]

ABSENT: list[Row] = [
    ("{a: 1}.a", "MR0307", (1, 7), "a context is not available", "conclusion"),
    (
        'date("2026-01-08")',
        "MR0307",
        (1, 5),
        '"date" of FEEL is not available',
        "language reference",
    ),
    ('matches(clinician.specialty, "x")', "MR0307", (1, 8), '"matches"', "language reference"),
    ("day of week(plan.weeks)", "MR0307", (1, 12), '"day of week"', "language reference"),
    ('@"2026-01-08"', "MR0307", (1, 14), "a date, time or duration", "unit"),
    ("(function(a) a)(1)", "MR0307", (2, 15), "a function as a value", "by name"),
    ("function(a) a", "MR0307", (1, 14), "a function definition", "conclusion"),
    ("plan.weeks instance of number", "MR0307", (1, 30), "`instance of`", "declares"),
    ("programs[1]", "MR0307", (10, 11), "picking an item by its number", "condition"),
    ("programs[count(goals.motives)]", "MR0307", (10, 30), "by its number", "condition"),
    (
        "for a in programs, b in programs return a.score",
        "MR0307",
        (20, 33),
        "two variables",
        "nest",
    ),
    ("for i in 1..3 return i", "MR0307", (5, 14), "counting through numbers", "items of a list"),
    ("for m in goals.motives return m", "MR0307", (10, 23), "over a set", "some or every"),
    ('goals.motives[item = "leadership"]', "MR0307", (1, 14), "a filter on a set", "some x in set"),
    ("[1..3]", "MR0307", (1, 7), "a range as a value", "x in [1..3]"),
]

ORDERS: list[Row] = [
    (
        'plan.setting > "community"',
        "MR0308",
        (1, 27),
        "the enum setting has no order",
        "ordered = true",
    ),
    ('plan.setting between "community" and "mid-tier"', "MR0308", (1, 48), "no order", "ordered"),
    ('clinician.specialty < "b"', "MR0308", (1, 26), "text has no order in packs", "with = or in"),
    ("plan.payoff_plan >= true", "MR0308", (1, 25), "true or false has no order", "with = or !="),
    ("goals.motives < goals.motives", "MR0308", (1, 30), "a set of motive has no order", "with ="),
    ("plan.weeks > null", "MR0308", (1, 18), "null comes neither before nor after", "with ="),
    ('clinician.specialty in ["a".."b"]', "MR0308", (1, 34), "text has no order", "with ="),
]

KNOWN: list[Row] = [
    (
        "is known(degree.value)",
        "MR0309",
        (10, 22),
        '"degree.value" is a conclusion',
        "facts that it rests on",
    ),
    ("is known(program.score)", "MR0309", (10, 23), '"programs[].score" is a conclusion', "facts"),
    ("is known(programs)", "MR0309", (10, 18), "asks about one fact", "path of a fact"),
    ("is known(programs.brand)", "MR0309", (10, 24), "asks about one fact", "path of a fact"),
    ("is known(plan.weeks + 1)", "MR0309", (10, 24), "asks about one fact", "path of a fact"),
    ("is known(program)", "MR0309", (10, 17), "asks about one fact", "path of a fact"),
]

CONDITIONS: list[Row] = [
    ("plan.payoff_plan and plan.weeks", "MR0310", (22, 32), "a number in weeks", "plan.weeks > 0"),
    ("not(goals.motives)", "MR0310", (5, 18), "a set of motive", '"leadership" in goals.motives'),
    ("if plan.weeks then 1 else 2", "MR0310", (4, 14), "a number in weeks", "plan.weeks > 0"),
    ("degree.value or true", "MR0310", (1, 13), "a member of degree-value", 'degree.value = "low"'),
    ("programs[name]", "MR0310", (10, 14), "this is text", 'item.name = "…"'),
    ("some p in programs satisfies p.score", "MR0310", (30, 37), "a number", "p.score > 0"),
    (
        "programs[programs]",
        "MR0310",
        (10, 18),
        "a list of record of programs",
        "count(programs) > 0",
    ),
    ("not(program)", "MR0310", (5, 12), "a record of programs", "compare it with something"),
]

SYNTAX: list[Row] = [
    ("plan.weeks >", "MR0208", (12, 13), "Nothing follows `>`", "Write what belongs"),
    ("plan.weeks == 3", "MR0207", (12, 14), "`==` is not an operator", "Write `=`"),
]


def check(found: Lowered, rows: list[tuple[str, tuple[int, int], str, str]]) -> None:
    assert found.expr is None
    assert found.reads == frozenset()
    told = [(item.code, (item.span.column, item.span.end_column)) for item in found.diagnostics]
    assert told == [(code, columns) for code, columns, _, _ in rows]
    for item, (_, _, message, advice) in zip(found.diagnostics, rows, strict=True):
        assert message in item.message
        assert advice in item.help
        assert item.span.file == "text"


@pytest.mark.parametrize(
    ("text", "code", "columns", "message", "advice"),
    [
        pytest.param(*row, id=row[0])
        for rows in (NAMES, TYPES, UNITS, MEMBERS, CALLS, ABSENT, ORDERS, KNOWN, CONDITIONS)
        for row in rows
    ],
)
def test_refusals(
    text: str, code: str, columns: tuple[int, int], message: str, advice: str
) -> None:
    check(lower(text), [(code, columns, message, advice)])


@pytest.mark.parametrize(("text", "code", "columns", "message", "advice"), SYNTAX)
def test_syntax_errors_come_through(
    text: str, code: str, columns: tuple[int, int], message: str, advice: str
) -> None:
    check(lower(text), [(code, columns, message, advice)])


@pytest.mark.parametrize(
    ("text", "expected", "code", "message", "advice"),
    [
        ("plan.weeks", BOOLEAN, "MR0310", "a condition is true or false", "plan.weeks > 0"),
        ("null", BOOLEAN, "MR0302", "should be true or false, but it is null", ""),
        ("plan.weeks", TEXT, "MR0302", "should be text, but it is a number in weeks", ""),
        ("degree.value", TEXT, "MR0302", "should be text", "string(…) makes text of it"),
        ("weights.share", INTEGER, "MR0302", "should be a whole number", "floor(…)"),
        ("2.5", INTEGER, "MR0302", "should be a whole number", "floor(…)"),
        (
            "costs.hours",
            NumberType("USD"),
            "MR0303",
            "should be in USD, but it is in hours",
            "bring it",
        ),
        (
            "weights.share",
            NumberType("USD"),
            "MR0303",
            "should be a number in USD, but it is a number",
            "",
        ),
        (
            "costs.hours",
            NUMBER,
            "MR0303",
            "should be a number, but it is a number in hours",
            "bring it",
        ),
        ('"eductor"', IDENTITY, "MR0304", '"eductor" is not a member', '"educator"'),
        ('["cv"]', SetType(MOTIVE), "MR0304", '"cv" is not a member of motive', "repair-cv"),
        ("[1]", SetType(MOTIVE), "MR0302", "should be a set of motive", ""),
        ("program", PROGRAM, "", "", ""),
        ("programs", ListType(TEXT), "MR0302", "should be a list of text", ""),
    ],
)
def test_values_of_another_type_than_wanted(
    text: str, expected: Type, code: str, message: str, advice: str
) -> None:
    found = lower(text, expected)
    if not code:
        assert found.diagnostics == ()
        return
    (item,) = found.diagnostics
    assert item.code == code
    assert message in item.message
    assert advice in item.help
    assert item.span.column >= 1


@pytest.mark.parametrize(
    ("subject", "cell", "code", "columns", "message", "advice"),
    [
        ("plan.weeks", '"a"', "MR0302", (1, 4), "a number in weeks and text", "without quotes"),
        ("plan.weeks", "costs.hours", "MR0303", (1, 12), "weeks and hours", "one unit"),
        ("plan.weeks", "1, >= costs.hours", "MR0303", (4, 18), "weeks and hours", "one unit"),
        ("plan.weeks", "? + 1", "MR0310", (1, 6), "a test with `?` is true or false", "compare"),
        (
            "goals.primary_identity",
            '"educator", "clincian"',
            "MR0304",
            (13, 23),
            "clincian",
            "clinician",
        ),
        ("goals.primary_identity", "educator", "MR0301", (1, 9), "educator", "in quotes"),
        ("goals.primary_identity", '> "educator"', "MR0308", (1, 13), "no order", "ordered"),
        ("goals.motives", '"leadersip"', "MR0304", (1, 12), "leadersip", "leadership"),
        ("goals.motives", '["leadership"]', "MR0302", (1, 15), "does not hold", '= ["leadership"]'),
        ("goals.motives", "3", "MR0302", (1, 2), "never holds a whole number", "motive"),
        (
            "goals.motives",
            '> "leadership"',
            "MR0302",
            (1, 15),
            "cannot be compared",
            "in goals.motives",
        ),
        ("goals.motives", "[1..3]", "MR0302", (1, 7), "cannot be compared", "count(goals.motives)"),
        ("decision.path", "3", "MR0302", (1, 2), "a list of text never holds", "text"),
        ("plan.payoff_plan", '"yes"', "MR0302", (1, 6), "true or false and text", ""),
    ],
)
def test_cells(
    subject: str, cell: str, code: str, columns: tuple[int, int], message: str, advice: str
) -> None:
    check(lower_cell(subject, cell), [(code, columns, message, advice)])


def test_everything_wrong_is_told_at_once() -> None:
    text = 'goals.motive = null and plan.setting > "mid-tier" and cuont([zz]) > 1 or degree.value = "hig"'
    found = lower(text)
    told = [(item.code, item.span.column) for item in found.diagnostics]
    assert told == [("MR0301", 1), ("MR0308", 25), ("MR0305", 55), ("MR0301", 62), ("MR0304", 89)]


def test_what_rests_on_something_wrong_is_not_told_as_well() -> None:
    assert [item.code for item in lower("zzz + 1 > plan.weeks and zzz.a").diagnostics] == [
        "MR0301"
    ] * 2
    assert [item.code for item in lower("zzz in (1, yyy, > xxx)").diagnostics] == ["MR0301"] * 3
    assert [item.code for item in lower("for p in zzz return yyy").diagnostics] == ["MR0301"]
    for text in (
        "-zzz",
        "zzz between 1 and 2",
        "plan.weeks between zzz and 2",
        "if zzz then 1 else 2",
        "[1, zzz] = [plan.weeks]",
        "programs[zzz]",
        "zzz[item > 3]",
        "some p in programs satisfies zzz",
        "for p in programs return zzz",
        "plan.weeks in (> zzz)",
        "plan.weeks in [zzz..3]",
        "plan.weeks in [1, zzz]",
        "plan.weeks in zzz",
        "is known(zzz)",
        "count(zzz)",
        "not(zzz)",
        "programs[name = zzz].score",
    ):
        assert [item.code for item in lower(text).diagnostics] == ["MR0301"]


def test_both_sides_are_pointed_at() -> None:
    (item,) = lower("costs.hours > capacity.budget").diagnostics
    assert [(label.span.column, label.message) for label in item.labels] == [
        (1, "this is a number in hours"),
        (15, "this is a number in USD"),
    ]


def test_a_conclusion_is_pointed_at_where_it_is_declared() -> None:
    (item,) = lower("is known(costs.hours)").diagnostics
    assert [str(label.span) for label in item.labels] == ["pack.toml:13:1"]


def test_a_rule_variable_called_item_is_refused_only_where_it_is_ambiguous() -> None:
    scope = SCOPE.bind("item", PROGRAM)
    assert lower("item.score > 3", scope=scope).diagnostics == ()
    assert lower("count(programs[score > 3]) > 0", scope=scope).diagnostics == ()
    (item,) = lower("count(programs[score > item.score]) > 0", scope=scope).diagnostics
    assert (item.code, item.span.column) == ("MR0312", 24)


def test_outside_a_loop_its_variable_is_unknown() -> None:
    (item,) = lower("program.score > 3", scope=SCOPE).diagnostics
    assert item.code == "MR0301"
    assert '"programs.score"' in item.help
    assert lower("program.score > 3", scope=LOOP).diagnostics == ()


@pytest.mark.parametrize("code", [code.code for code in CODES])
def test_codes_are_registered_and_used(code: str) -> None:
    assert code in {item.code for item in all_codes()}
    rows = (NAMES, TYPES, UNITS, MEMBERS, CALLS, ABSENT, ORDERS, KNOWN, CONDITIONS)
    assert code in {row[1] for table in rows for row in table}
