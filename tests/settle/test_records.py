"""Settling over record lists, given or not, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.interpreter.building import (
    COLOURS,
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    every,
    fact,
    field,
    holds,
    known,
    listing,
    no,
    profile,
    program,
    record_list,
    records,
    ref,
    rule,
    some,
    span,
    where,
)
from tests.settle.looking import (
    ABC,
    SET,
    XYZ,
    A,
    B,
    X,
    look,
    one,
    settled,
)

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Interval, Plain, Settlement
from medrules.ir.expr import ContextOf, Expr, Filter, ForEach, FunctionOf, If, Invoke, Path, Var
from medrules.ir.program import Option, Policy, Program, Rule
from medrules.ir.types import ANY, BOOLEAN, INTEGER, NUMBER, TEXT, ListType, Type
from medrules.settle import settle
from medrules.source.span import NOWHERE

SCORES = (
    fact("programs[].name", TEXT),
    fact("programs[].one", NUMBER).replace(minimum=0, maximum=100),
    fact("programs[].two", NUMBER).replace(minimum=0, maximum=100),
    fact("programs[].good"),
)
PROGRAMS = records("programs", name=TEXT, one=NUMBER, two=NUMBER, good=BOOLEAN, score=NUMBER)


def ranked(absent: str = "unknown") -> Program:
    """Scores weighted three to one, and the ranks that follow."""
    first, second = (field("p", "programs", name, NUMBER) for name in ("one", "two"))
    score = call("/", call("+", call("*", const(3), first), second), const(4))
    mine = field("p", "programs", "score", NUMBER)
    above = where(PROGRAMS, compare(">", field("item", "programs", "score", NUMBER), mine))
    loop = ("p", "programs")
    return program(
        SCORES,
        [
            derived("programs[].score", NUMBER),
            derived("programs[].rank", INTEGER),
            derived("any_good"),
            derived("all_good"),
            derived("many", INTEGER, Policy.COUNT, 0),
            derived("enough"),
        ],
        [
            rule("programs[].score", score, None, loop),
            rule("programs[].rank", call("+", call("count", above), const(1)), None, loop),
            rule("any_good", True, some("p", PROGRAMS, field("p", "programs", "good"))),
            rule("all_good", True, every("p", PROGRAMS, field("p", "programs", "good"))),
            rule("many", True, field("p", "programs", "good"), loop),
            rule("enough", True, compare(">=", call("count", PROGRAMS), const(0))),
        ],
        [record_list("programs", absent=absent)],
    )


def test_a_missing_score_gives_a_range_of_scores() -> None:
    said = look(ranked(), "programs[0].score", programs=[{"one": 50}])
    assert said == Settlement(
        "provisional", None, Interval(Decimal("37.5"), Decimal("62.5")), ("programs[0].two",), True
    )


def test_a_missing_score_gives_a_range_of_ranks() -> None:
    rows = [{"one": 50}, {"one": 60, "two": 60}, {"one": 90, "two": 90}]
    made = ranked()
    assert look(made, "programs[0].rank", programs=rows).possible == (2, 3)
    assert look(made, "programs[1].rank", programs=rows).possible == (2, 3)
    assert look(made, "programs[2].rank", programs=rows) == settled(1)
    assert look(made, "programs[0].rank", programs=rows).missing == ("programs[0].two",)


def test_ranks_of_programs_of_which_nothing_is_known() -> None:
    said = look(ranked(), "programs[0].rank", programs=[{}, {}, {}])
    assert (said.status, said.possible, said.exact) == ("unknown", (1, 2, 3), True)
    assert said.missing == tuple(
        f"programs[{at}].{name}" for name in ("one", "two") for at in range(3)
    )


def test_quantifiers_over_records() -> None:
    made = ranked()
    assert look(made, "any_good", programs=[{"good": True}, {}]) == settled(True)
    assert look(made, "all_good", programs=[{"good": True}, {}]).missing == ("programs[1].good",)
    assert look(made, "many", programs=[{"good": True}, {}]).possible == (1, 2)


def test_a_list_that_nobody_gave() -> None:
    made = ranked()
    said = look(made, "any_good")
    assert (said.status, said.possible) == ("unknown", (False, True))
    assert (said.missing, said.exact) == (("programs",), False)
    assert look(made, "enough") == settled(True)
    assert look(made, "many").exact is False
    assert look(ranked("empty"), "any_good") == settled(False)


def test_options_with_gaps() -> None:
    made = program(
        [fact("options[].name", TEXT), fact("options[].cheap")],
        [derived("f", INTEGER, Policy.COUNT, 0)],
        [rule("f", True, field("o", "options", "cheap"), ("o", "options"))],
        [record_list("options", given_by="packs")],
        [
            Option("options", "one", (("cheap", True),), (), "test", span()),
            Option("options", "two", (), (), "test", span()),
        ],
    )
    said = look(made, "f")
    assert said == Settlement("unknown", None, (1, 2), ("options[1].cheap",), True)


def test_lists_made_on_the_way() -> None:
    scores = Path(PROGRAMS, "one", ListType(NUMBER), NOWHERE)
    twice = call("*", Var("n", NUMBER, NOWHERE), const(2))
    doubled = ForEach("n", scores, twice, ListType(NUMBER), NOWHERE)
    made = program(
        SCORES,
        [derived("best", NUMBER), derived("mean", NUMBER), derived("twice", NUMBER)],
        [
            rule("best", call("max", scores)),
            rule("mean", call("mean", scores)),
            rule("twice", call("sum", doubled)),
        ],
        [record_list("programs")],
    )
    rows = [{"one": 40}, {}]
    assert look(made, "best", programs=rows).possible == Interval(40, 100)
    assert look(made, "mean", programs=rows).possible == Interval(20, 70)
    assert look(made, "twice", programs=rows).possible == Interval(80, 280)
    assert look(made, "best", programs=[]) == settled(None)


def test_forms_of_dmn_models() -> None:
    number = If(Var("v", BOOLEAN, NOWHERE), const(2), const(1), NUMBER, NOWHERE)
    twice = FunctionOf(("v",), number, ANY, NOWHERE)
    table = ContextOf((("f", twice), ("g", const(4))), ANY, NOWHERE)
    called = Invoke(Path(table, "f", ANY, NOWHERE), (A,), (), ANY, NOWHERE)
    made = one(ABC, "f", rule("f", called), kind=ANY)
    assert look(made, "f") == Settlement("unknown", None, (1, 2), ("a",), True)
    second = Filter(listing(A, B), "item", const(2), ANY, NOWHERE)
    picked = one(ABC, "f", rule("f", second), kind=ANY)
    assert look(picked, "f").missing == ("b",)
    kept = Path(ContextOf((("x", X),), ANY, NOWHERE), "x", ANY, NOWHERE)
    assert look(one(XYZ, "f", rule("f", kept), kind=ANY), "f") == Settlement(
        "unknown", None, (), ("x",), False
    )


ROWS = records("rows", size=NUMBER, word=LEVELS, tags=SET, ok=BOOLEAN, name=TEXT)
ROW_FACTS = (
    fact("rows[].name", TEXT),
    fact("rows[].size", NUMBER).replace(minimum=0, maximum=5),
    fact("rows[].word", LEVELS),
    fact("rows[].tags", SET),
    fact("rows[].ok"),
)
SIZES = Path(ROWS, "size", ListType(NUMBER), NOWHERE)
OK = field("item", "rows", "ok")
WORD = field("item", "rows", "word", LEVELS)
TAGS = field("item", "rows", "tags", SET)
IT = Var("it", NUMBER, NOWHERE)

UNLISTED: dict[str, tuple[Expr, Type]] = {
    "how many": (call("count", ROWS), INTEGER),
    "how many are kept": (call("count", where(ROWS, OK)), INTEGER),
    "sum": (call("sum", SIZES), NUMBER),
    "each": (ForEach("it", SIZES, IT, ListType(NUMBER), NOWHERE), ListType(NUMBER)),
    "some kept": (some("item", where(ROWS, OK), compare("=", WORD, const("low"))), BOOLEAN),
    "every tag": (every("item", ROWS, holds(field("item", "rows", "tags", SET), "red")), BOOLEAN),
    "some size": (some("it", SIZES, compare(">", IT, const(1))), BOOLEAN),
    "as a condition": (call("any", Path(ROWS, "ok", ListType(BOOLEAN), NOWHERE), kind=BOOLEAN), BOOLEAN),
    "equal": (compare("=", SIZES, const(None)), BOOLEAN),
    "word": (call("max", Path(ROWS, "word", ListType(LEVELS), NOWHERE), kind=LEVELS), LEVELS),
}  # fmt: skip


@pytest.mark.parametrize("name", UNLISTED)
def test_what_reads_a_list_that_nobody_gave_is_not_exact(name: str) -> None:
    expr, kind = UNLISTED[name]
    made = program(ROW_FACTS, [derived("f", kind)], [rule("f", expr)], [record_list("rows")])
    said = look(made, "f")
    assert (said.status, said.missing, said.exact) == ("unknown", ("rows",), False)
    given = look(made, "f", rows=[])
    assert given.status == "settled"
    if isinstance(said.possible, Interval):
        assert said.possible == Interval(0, 50)
    elif said.possible:
        assert given.value in said.possible


def test_what_no_list_could_change_is_settled() -> None:
    made = program(
        ROW_FACTS,
        [derived("some"), derived("none", INTEGER), derived("all"), derived("known")],
        [
            rule("known", True, some("item", ROWS, known(field("item", "rows", "ok")))),
            rule("some", True, some("item", ROWS, const(False))),
            rule("none", call("count", where(ROWS, const(False)))),
            rule("all", True, every("item", ROWS, const(True))),
        ],
        [record_list("rows")],
    )
    assert look(made, "some") == settled(False)
    assert look(made, "none") == settled(0)
    assert look(made, "all") == settled(True)
    assert look(made, "known") == settled(False)


LOOP = ("item", "rows")

UNLISTED_RULES: dict[str, tuple[Type, Policy, list[Rule], Plain, object]] = {
    "collect": (
        SET, Policy.COLLECT,
        [rule("f", "red", OK, LOOP), rule("f", "green")], frozenset({"green"}), ("red",),
    ),
    "collect what records hold": (
        SET, Policy.COLLECT, [rule("f", TAGS, OK, LOOP)], frozenset(), COLOURS.members,
    ),
    "priority": (
        LEVELS, Policy.PRIORITY,
        [rule("f", "low", OK, LOOP), rule("f", "high")], None, ("low", "high"),
    ),
    "sum": (NUMBER, Policy.SUM, [rule("f", 2, OK, LOOP)], None, ()),
    "list": (ListType(LEVELS), Policy.RULE_ORDER, [rule("f", "low", OK, LOOP)], None, ()),
    "least": (LEVELS, Policy.MIN, [rule("f", WORD, OK, LOOP)], None, (*LEVELS.members, None)),
    "first": (NUMBER, Policy.FIRST, [rule("f", 1, OK, LOOP), rule("f", 2)], None, (1, 2)),
}  # fmt: skip


@pytest.mark.parametrize("name", UNLISTED_RULES)
def test_rules_over_a_list_that_nobody_gave(name: str) -> None:
    kind, policy, rules, value, possible = UNLISTED_RULES[name]
    default: Plain = () if isinstance(kind, ListType) else 0 if policy is Policy.SUM else None
    made = program(
        ROW_FACTS,
        [derived("f", kind, policy, default)],
        rules,
        [record_list("rows")],  # type: ignore[arg-type]
    )
    said = look(made, "f")
    assert (said.value, said.possible, said.exact) == (value, possible, False)
    assert "rows" in said.missing


def test_a_rule_that_no_record_could_fire() -> None:
    never = rule("f", True, both(OK, A, no(A)), LOOP)
    made = program((*ROW_FACTS, *ABC), [derived("f")], [never], [record_list("rows")])
    assert look(made, "f") == settled(False)


def test_a_fact_of_no_known_domain() -> None:
    anything = (fact("l", ListType(TEXT)), fact("v", ANY))
    made = one(anything, "f", rule("f", call("count", ref("l", ANY))), kind=NUMBER)
    said = look(made, "f")
    assert (said.status, said.possible, said.missing, said.exact) == ("unknown", (), ("l",), False)
    kept = one(anything, "f", rule("f", ref("v", ANY)), kind=ANY, policy=Policy.PRIORITY)
    assert look(kept, "f").possible == ()
    asked = one(anything, "f", rule("f", True, compare(">", ref("v", ANY), const(1))))
    assert look(asked, "f").missing == ("v",)


def test_a_list_that_packs_and_profile_share() -> None:
    made = program(
        [fact("o[].name", TEXT), fact("o[].ok")],
        [derived("f", INTEGER, Policy.COUNT, 0), derived("n", INTEGER)],
        [
            rule("f", True, field("item", "o", "ok"), ("item", "o")),
            rule("n", call("count", records("o", ok=BOOLEAN))),
        ],
        [record_list("o", given_by="both")],
        [Option("o", "one", (("ok", True),), (), "test", span())],
    )  # fmt: skip
    assert look(made, "f", o=[{"ok": True}, {}]).possible == (2, 3)
    assert look(made, "f", o=[{"ok": True}, {}]).status == "provisional"
    assert look(made, "n").possible == Interval(0, 51)


def test_policies_on_what_an_unknown_list_holds() -> None:
    names = Path(ROWS, "name", ListType(TEXT), NOWHERE)
    for kind, policy in (
        (ListType(TEXT), Policy.RULE_ORDER),
        (ListType(TEXT), Policy.OUTPUT_ORDER),
        (SET, Policy.COLLECT),
    ):
        made = program(
            (*ROW_FACTS, *ABC),
            [derived("f", kind, policy, ())],
            [rule("f", names), rule("f", "red", A)],
            [record_list("rows")],
        )
        said = look(made, "f")
        assert (said.status, said.possible, said.exact) == ("unknown", (), False)
        assert "rows" in said.missing
    least = program(
        ROW_FACTS,
        [derived("f", LEVELS, Policy.MIN)],
        [
            rule("f", call("min", Path(ROWS, "word", ListType(LEVELS), NOWHERE), kind=TEXT)),
            rule("f", "high"),
        ],
        [record_list("rows")],
    )
    assert look(least, "f").exact is False


def test_only_what_is_asked_for() -> None:
    made = program(ABC, [derived("f"), derived("g")], [rule("f", True, A), rule("g", True, B)])
    machine = prepare(made)
    run = machine.run(profile())
    assert set(settle(made, machine, profile(), run, ["g"])) == {"g"}
    assert settle(made, machine, profile(), run, []) == {}
    ranks = ranked()
    given = profile({}, {"programs": [{}, {}]})
    machine = prepare(ranks)
    found = settle(ranks, machine, given, machine.run(given), ["programs[].rank"])
    assert set(found) == {"programs[0].rank", "programs[1].rank"}
