"""What FEEL text of packs becomes in the IR, and what it evaluates to with facts known and unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.feel_meaning.evaluating import evaluate
from tests.feel_meaning.vocabulary import (
    IDENTITY,
    MOTIVE,
    PROGRAM,
    VALUE,
    bare,
    ir,
    lower,
    lower_cell,
)

from medrules.ir.expr import (
    And,
    Call,
    Compare,
    Const,
    Filter,
    If,
    IsKnown,
    ListOf,
    Not,
    Or,
    Path,
    Ref,
    Var,
)
from medrules.ir.printer import print_expr
from medrules.ir.types import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    ListType,
    NumberType,
    SetType,
    Type,
    describe,
)
from medrules.ir.values import UNKNOWN

PRINTED = [
    # What is written, and what it says when it is printed.
    ("plan.weeks between 3 and 5", "plan.weeks >= 3 and plan.weeks <= 5"),
    ("plan.weeks in [3..5]", "plan.weeks >= 3 and plan.weeks <= 5"),
    ("plan.weeks in (3..5)", "plan.weeks > 3 and plan.weeks < 5"),
    ("plan.weeks in ]3..5[", "plan.weeks > 3 and plan.weeks < 5"),
    ("plan.weeks in > 3", "plan.weeks > 3"),
    (
        "plan.weeks in (< 3, [5..6), 9)",
        "plan.weeks < 3 or (plan.weeks >= 5 and plan.weeks < 6) or plan.weeks = 9",
    ),
    ("plan.weeks in [1, 2]", "plan.weeks in (1, 2)"),
    ("plan.weeks in [1, [3..4]]", "plan.weeks = 1 or (plan.weeks >= 3 and plan.weeks <= 4)"),
    ("plan.weeks in 3", "plan.weeks = 3"),
    ("plan.weeks in []", "false"),
    ("plan.weeks in (>= 3)", "plan.weeks >= 3"),
    ("plan.weeks in [3..)", "plan.weeks >= 3"),
    (
        'goals.primary_identity in ("educator", null)',
        'goals.primary_identity in ("educator", null)',
    ),
    ('"leadership" in goals.motives', '"leadership" in goals.motives'),
    ('list contains(goals.motives, "leadership")', '"leadership" in goals.motives'),
    ('"start" in decision.path', 'list contains(decision.path, "start")'),
    ('goals.motives = ["repair-cv", "leadership"]', 'goals.motives = ["leadership", "repair-cv"]'),
    ("goals.motives != []", "goals.motives != []"),
    ("true and (false and plan.payoff_plan)", "true and false and plan.payoff_plan"),
    ("(true or false) and plan.payoff_plan", "(true or false) and plan.payoff_plan"),
    ("true or false and plan.payoff_plan", "true or (false and plan.payoff_plan)"),
    ("not(plan.payoff_plan)", "not(plan.payoff_plan)"),
    (
        "plan.weeks > 2 and plan.weeks in [3..5]",
        "plan.weeks > 2 and plan.weeks >= 3 and plan.weeks <= 5",
    ),
    ("1 - (2 - 3)", "1 - (2 - 3)"),
    ("1 - 2 - 3", "1 - 2 - 3"),
    ("(1 + 2) * 3", "(1 + 2) * 3"),
    ("1 + 2 * 3", "1 + 2 * 3"),
    ("2 ** (3 ** 2)", "2 ** (3 ** 2)"),
    ("-2 ** 2", "(-2) ** 2"),
    ("-(2 ** 2)", "-(2 ** 2)"),
    ("3 - -2", "3 - (-2)"),
    ("-weights.share ** 2", "(-weights.share) ** 2"),
    ("1.50", "1.5"),
    ("-0", "0"),
    ("count(programs[score > 50])", "count(programs[score > 50])"),
    ("count(programs[item.score > program.score])", "count(programs[score > program.score])"),
    ("programs[plan.weeks > 3].name", "programs[plan.weeks > 3].name"),
    ('programs[name != "x"][brand > 3]', 'programs[name != "x"][brand > 3]'),
    ("programs.score[item > 3]", "programs.score[item > 3]"),
    (
        "programs[count(options[cost_usd > tuition_usd]) > 0]",
        "programs[count(options[cost_usd > tuition_usd]) > 0]",
    ),
    (
        "programs[some score in [1, 2] satisfies item.score > score]",
        "programs[some score in [1, 2] satisfies item.score > score]",
    ),
    (
        "some a in programs, b in programs satisfies a.score > b.score",
        "some a in programs satisfies some b in programs satisfies a.score > b.score",
    ),
    (
        'every m in goals.motives satisfies m != "repair-cv"',
        'every m in goals.motives satisfies m != "repair-cv"',
    ),
    (
        "(some p in programs satisfies p.buzzwords) and true",
        "(some p in programs satisfies p.buzzwords) and true",
    ),
    ("for p in programs return p.score * 2", "for p in programs return p.score * 2"),
    ("(if true then 1 else 2) + 3", "(if true then 1 else 2) + 3"),
    ("if true then 1 else 2 + 3", "if true then 1 else 2 + 3"),
    ('substring(start position: 2, string: "abc")', 'substring("abc", 2)'),
    ("is known(plan.weeks)", "is known(plan.weeks)"),
    ("is known(program.brand)", "is known(program.brand)"),
    ("is known(weights.brand)", "is known(weights.brand)"),
    ('"a \\"b\\" \\\\ c\\n"', '"a \\"b\\" \\\\ c\\n"'),
    ("(plan.weeks > 3) = true", "(plan.weeks > 3) = true"),
    (
        '("leadership" in goals.motives) = plan.payoff_plan',
        '("leadership" in goals.motives) = plan.payoff_plan',
    ),
    ("[[1, 2], []]", "[[1, 2], []]"),
    ("null", "null"),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_printing(text: str, printed: str) -> None:
    expr = ir(text)
    assert print_expr(expr) == printed
    assert bare(ir(printed)) == bare(expr)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", "integer"),
        ("1.00", "integer"),
        ("1.5", "number"),
        ("1 + 2", "integer"),
        ("1 + 2.5", "number"),
        ("4 / 2", "number"),
        ("experience.teaching_years + 1", "integer"),
        ("experience.teaching_years + 0.5", "number"),
        ("plan.weeks + 1", "number in weeks"),
        ("1 + plan.weeks", "number in weeks"),
        ("plan.weeks * 2", "number in weeks"),
        ("2 * plan.weeks", "number in weeks"),
        ("capacity.hours_per_week * plan.weeks", "number in hours"),
        ("capacity.hours_per_week * plan.weeks + costs.hours", "number in hours"),
        ("costs.hours / plan.weeks", "number in hours/weeks"),
        ("costs.hours / plan.weeks - capacity.hours_per_week", "number in hours/weeks"),
        ("costs.hours / costs.hours", "number"),
        ("capacity.budget / costs.hours * costs.hours", "number in USD"),
        ("costs.hours > 40 * 52", "boolean"),
        ("min(costs.hours, 40, 2.5)", "number in hours"),
        ("max(1, 2)", "integer"),
        ("sum(programs.tuition_usd)", "number in USD"),
        ("sum(programs.brand)", "integer"),
        ("mean(programs.brand)", "number"),
        ("floor(costs.hours)", "integer in hours"),
        ("modulo(costs.hours, 24)", "number in hours"),
        ("abs(experience.teaching_years)", "integer"),
        ("if plan.payoff_plan then costs.hours else 0", "number in hours"),
        ("if plan.payoff_plan then null else costs.hours", "number in hours"),
        ("[1, plan.weeks]", "list of number in weeks"),
        ("programs.score", "list of number"),
        ("programs.signs", "list of set of motive"),
        ("programs[score > 3]", "list of record of programs"),
        ("for p in programs return p.name", "list of text"),
        ('append(programs.name, "x")', "list of text"),
        ("append([1], 2.5)", "list of number"),
        ("union(goals.motives, cautions)", "set of motive"),
        ('union(goals.motives, ["leadership"])', "set of motive"),
        ("flatten([[1], [2.5]])", "list of number"),
        ("distinct values([null, 1])", "list of integer"),
        ("sum(null)", "integer"),
        ("reverse(null)", "list of null"),
        ("[program, program]", "list of record of programs"),
        ("concatenate(programs, programs[score > 3])", "list of record of programs"),
        ("[goals.motives, cautions]", "list of set of motive"),
        ("concatenate([[1]], [[2.5]])", "list of list of number"),
        ("count(goals.motives)", "integer"),
        ("string(goals.primary_identity)", "text"),
        ('"a" + string(plan.weeks)', "text"),
    ],
)
def test_types(text: str, kind: str) -> None:
    assert describe(ir(text).type) == kind


def constants(text: str, expected: Type | None = None) -> list[tuple[object, Type]]:
    from medrules.ir.walk import walk

    found = ir(text, expected)
    return [(node.value, node.type) for node in walk(found) if isinstance(node, Const)]


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ('goals.primary_identity = "educator"', None, [("educator", IDENTITY)]),
        ('"educator" = goals.primary_identity', None, [("educator", IDENTITY)]),
        ("costs.hours > 3", None, [(3, NumberType("hours", True))]),
        ("3.5 < costs.hours", None, [(Decimal("3.5"), NumberType("hours"))]),
        ("costs.hours > 2 * 3", None, [(2, INTEGER), (3, INTEGER)]),
        (
            "costs.hours + (1 - 2)",
            None,
            [(1, NumberType("hours", True)), (2, NumberType("hours", True))],
        ),
        ("costs.hours * 2", None, [(2, INTEGER)]),
        ("min(1, costs.hours)", None, [(1, NumberType("hours", True))]),
        ("round up(costs.hours, 2)", None, [(2, INTEGER)]),
        ('goals.motives = ["leadership"]', None, [(frozenset({"leadership"}), SetType(MOTIVE))]),
        ('"leadership" in goals.motives', None, [("leadership", MOTIVE)]),
        ('degree.value in ["low", "high"]', None, [("low", VALUE), ("high", VALUE)]),
        (
            'if true then "low" else "high"',
            VALUE,
            [(True, BOOLEAN), ("low", VALUE), ("high", VALUE)],
        ),
        ("2", NumberType("USD"), [(2, NumberType("USD", True))]),
        ('["repair-cv"]', SetType(MOTIVE), [(frozenset({"repair-cv"}), SetType(MOTIVE))]),
        ('["low"]', ListType(VALUE), [("low", VALUE)]),
        ("[]", SetType(MOTIVE), [(frozenset(), SetType(MOTIVE))]),
        ('index of(["low"], degree.value)', None, [("low", VALUE)]),
    ],
)
def test_literals_take_the_type_of_their_place(
    text: str, expected: Type | None, found: list[tuple[object, Type]]
) -> None:
    assert constants(text, expected) == found


def test_order_is_on_comparisons_of_ordered_enums_alone() -> None:
    for text in ('degree.value > "low"', '"low" <= degree.value', 'degree.value = "low"'):
        found = ir(text)
        assert isinstance(found, Compare)
        assert found.order == VALUE
    for text in ('goals.primary_identity = "educator"', "plan.weeks > 3", "degree.value = null"):
        found = ir(text)
        assert isinstance(found, Compare)
        assert (found.order is None) == (text != "degree.value = null")


def test_names_resolve_from_the_inside_out() -> None:
    found = bare(ir("programs[score > program.score and plan.weeks > 3]"))
    assert isinstance(found, Filter)
    assert found.variable == "item"
    assert isinstance(found.condition, And)
    first, second = found.condition.operands
    assert isinstance(first, Compare)
    assert isinstance(second, Compare)
    assert isinstance(first.left, Path)
    assert isinstance(first.right, Path)
    assert (first.left.source.name, first.left.name) == ("item", "score")  # type: ignore[union-attr]
    assert (first.right.source.name, first.right.name) == ("program", "score")  # type: ignore[union-attr]
    assert isinstance(second.left, Ref)


def test_nested_filters_have_variables_of_their_own() -> None:
    found = ir("programs[count(options[cost_usd > tuition_usd]) > 0]")
    assert isinstance(found, Filter)
    from medrules.ir.walk import walk

    inner = [node for node in walk(found) if isinstance(node, Filter)]
    assert [node.variable for node in inner] == ["item", "item_2"]
    variables = [(node.name, node.type.path) for node in walk(found) if isinstance(node, Var)]  # type: ignore[union-attr]
    assert variables == [("item_2", "options"), ("item", "programs")]


def test_a_filter_avoids_the_names_of_variables() -> None:
    found = ir(
        "some item_2 in programs satisfies count(programs[count(options[cost_usd > 1]) > 0]) > 0"
    )
    from medrules.ir.walk import walk

    names = [node.variable for node in walk(found) if isinstance(node, Filter)]
    assert names == ["item", "item_3"]


def test_places() -> None:
    found = ir('  "leadership" in goals.motives and plan.weeks > 3')
    assert isinstance(found, And)
    first, second = found.operands
    columns = [(one.span.column, one.span.end_column) for one in (found, first, second)]
    assert columns == [(3, 51), (3, 32), (37, 51)]
    assert isinstance(first, Call)
    assert [(arg.span.column, arg.span.end_column) for arg in first.args] == [(19, 32), (3, 15)]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("plan.weeks > 3", {("plan.weeks", False)}),
        ('"repair-cv" in cautions', {("cautions", True)}),
        (
            '"repair-cv" in cautions and ("leadership" in goals.motives or plan.weeks > 3)',
            {("cautions", True), ("goals.motives", True), ("plan.weeks", False)},
        ),
        ('not("repair-cv" in cautions)', {("cautions", False)}),
        (
            '"repair-cv" in cautions and count(cautions) > 1',
            {("cautions", True), ("cautions", False)},
        ),
        ('if "repair-cv" in cautions then true else false', {("cautions", False)}),
        ('("repair-cv" in cautions) = true', {("cautions", False)}),
        ('"repair-cv" in program.signs', {("programs[].signs", True)}),
        (
            'some p in programs satisfies "repair-cv" in p.signs',
            {("programs", False), ("programs[].signs", True)},
        ),
        (
            'every p in programs satisfies "repair-cv" in p.signs or p.score > 3',
            {("programs", False), ("programs[].signs", True), ("programs[].score", False)},
        ),
        (
            'some p in programs["repair-cv" in signs] satisfies true',
            {("programs", False), ("programs[].signs", False)},
        ),
        (
            'count(programs["repair-cv" in signs]) > 0',
            {("programs", False), ("programs[].signs", False)},
        ),
        ("cautions = goals.motives", {("cautions", False), ("goals.motives", False)}),
        ('some m in cautions satisfies m = "repair-cv"', {("cautions", False)}),
        ("mean(programs.score)", {("programs", False), ("programs[].score", False)}),
        ("is known(program.brand)", {("programs[].brand", False)}),
        ("is known(plan.weeks)", {("plan.weeks", False)}),
        ("weights.brand * program.brand", {("weights.brand", False), ("programs[].brand", False)}),
        ("1 + 2", set()),
    ],
)
def test_reads(text: str, reads: set[tuple[str, bool]]) -> None:
    found = lower(text)
    assert {(read.path, read.monotone) for read in found.reads} == reads
    assert all(read.span.file == "text" for read in found.reads)


@pytest.mark.parametrize(
    ("subject", "cell", "printed"),
    [
        ("plan.weeks", "-", "true"),
        ("plan.weeks", ">= 3", "plan.weeks >= 3"),
        ("plan.weeks", "[10..20)", "plan.weeks >= 10 and plan.weeks < 20"),
        ("plan.weeks", "1, 2, > 10", "plan.weeks = 1 or plan.weeks = 2 or plan.weeks > 10"),
        ("plan.weeks", "not(1, 2)", "not(plan.weeks in (1, 2))"),
        ("plan.weeks", "null", "plan.weeks = null"),
        ("plan.weeks", "!= 3", "plan.weeks != 3"),
        ("plan.weeks", "? > 3 and ? * 2 < 10", "plan.weeks > 3 and plan.weeks * 2 < 10"),
        (
            "plan.weeks",
            "costs.hours / capacity.hours_per_week",
            "plan.weeks = costs.hours / capacity.hours_per_week",
        ),
        ("plan.weeks + 1", "3", "plan.weeks + 1 = 3"),
        ("plan.payoff_plan", "true", "plan.payoff_plan = true"),
        ("goals.primary_identity", '"educator"', 'goals.primary_identity = "educator"'),
        ("goals.primary_identity", 'not("educator")', 'not(goals.primary_identity = "educator")'),
        ("degree.value", '>= "moderate"', 'degree.value >= "moderate"'),
        (
            "degree.value",
            '["low".."moderate"]',
            'degree.value >= "low" and degree.value <= "moderate"',
        ),
        ("goals.primary_identity", '? in ("educator")', 'goals.primary_identity = "educator"'),
        ("clinician.specialty", 'contains(?, "ped")', 'contains(clinician.specialty, "ped")'),
        # The input is a set: a word asks whether the set holds it.
        ("goals.motives", '"leadership"', '"leadership" in goals.motives'),
        (
            "goals.motives",
            '"leadership", "repair-cv"',
            '"leadership" in goals.motives or "repair-cv" in goals.motives',
        ),
        ("goals.motives", 'not("leadership")', 'not("leadership" in goals.motives)'),
        ("goals.motives", '= ["leadership"]', 'goals.motives = ["leadership"]'),
        ("goals.motives", "!= []", "goals.motives != []"),
        ("goals.motives", "cautions", "goals.motives = cautions"),
        ("goals.motives", "count(?) > 2", "count(goals.motives) > 2"),
        ("goals.motives", "null", "goals.motives = null"),
        ("decision.path", '"start"', 'list contains(decision.path, "start")'),
        ("program.score", "> 50", "program.score > 50"),
    ],
)
def test_cells(subject: str, cell: str, printed: str) -> None:
    found = lower_cell(subject, cell)
    assert found.diagnostics == ()
    assert found.expr is not None
    assert print_expr(found.expr) == printed
    assert found.expr.type == BOOLEAN


def test_a_cell_reads_its_input_unless_it_asks_nothing() -> None:
    assert {
        read.path
        for read in lower_cell("plan.weeks", "> costs.hours / capacity.hours_per_week").reads
    } == {
        "plan.weeks",
        "costs.hours",
        "capacity.hours_per_week",
    }
    assert lower_cell("plan.weeks", "-").reads == frozenset()
    assert {(read.path, read.monotone) for read in lower_cell("cautions", '"repair-cv"').reads} == {
        ("cautions", True)
    }


def test_node_kinds() -> None:
    assert isinstance(ir("not(true)"), Not)
    assert isinstance(ir("true or false"), Or)
    assert isinstance(ir("if true then 1 else 2"), If)
    assert isinstance(ir("[1]"), ListOf)
    assert isinstance(ir("is known(plan.weeks)"), IsKnown)
    assert ir("program.score").type == NUMBER
    assert ir("program").type == PROGRAM


PROGRAMS = (
    {
        "name": "A",
        "score": 60,
        "brand": 3,
        "tuition_usd": 100,
        "buzzwords": False,
        "signs": frozenset({"leadership"}),
    },
    {
        "name": "B",
        "score": UNKNOWN,
        "brand": 4,
        "tuition_usd": 300,
        "buzzwords": True,
        "signs": frozenset(),
    },
)


@pytest.mark.parametrize(
    ("text", "facts", "result"),
    [
        ("plan.weeks > 3", {}, UNKNOWN),
        ("plan.weeks > 3 and false", {}, False),
        ("plan.weeks > 3 or true", {}, True),
        ("not(plan.weeks > 3)", {}, UNKNOWN),
        ("is known(plan.weeks)", {}, False),
        ("is known(plan.weeks) and plan.weeks > 3", {"plan.weeks": 4}, True),
        ("plan.weeks = null", {"plan.weeks": None}, True),
        ("plan.weeks > 3", {"plan.weeks": None}, None),
        ("if plan.weeks > 3 then 1 else 2", {"plan.weeks": None}, 2),
        ("plan.weeks in (1, 2, > 10)", {"plan.weeks": 11}, True),
        ('"leadership" in goals.motives', {"goals.motives": frozenset({"leadership"})}, True),
        ('"leadership" in goals.motives', {"goals.motives": frozenset()}, False),
        ("count(goals.motives) >= 1", {"goals.motives": frozenset({"leadership"})}, True),
        ('degree.value > "low"', {"degree.value": "high"}, True),
        ('degree.value > "moderate"', {"degree.value": "low"}, False),
        ("some p in programs satisfies p.score > 50", {"programs": PROGRAMS}, True),
        ("every p in programs satisfies p.score > 50", {"programs": PROGRAMS}, UNKNOWN),
        ("every p in programs satisfies p.score > 70", {"programs": PROGRAMS}, False),
        ("count(programs[brand > 3])", {"programs": PROGRAMS}, 1),
        ("count(programs[score > 3])", {"programs": PROGRAMS}, UNKNOWN),
        ("sum(programs.tuition_usd)", {"programs": PROGRAMS}, 400),
        ("sum(programs.score)", {"programs": PROGRAMS}, UNKNOWN),
        ("count(programs.score)", {"programs": PROGRAMS}, 2),
        ("sum(programs[buzzwords].tuition_usd)", {"programs": PROGRAMS}, 300),
        ("sum(programs[brand > 9].tuition_usd)", {"programs": PROGRAMS}, None),
        ("for p in programs return p.name", {"programs": PROGRAMS}, ("A", "B")),
        ('count(programs["leadership" in signs])', {"programs": PROGRAMS}, 1),
        ("min(programs.brand) + 1", {"programs": PROGRAMS}, 4),
    ],
)
def test_meaning(text: str, facts: dict[str, object], result: object) -> None:
    assert evaluate(ir(text), facts) == result
    assert (evaluate(ir(text), facts) is None) == (result is None)
