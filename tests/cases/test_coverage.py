"""What the cases of a pack reach, counted on packs small enough to count by hand."""

from __future__ import annotations

import pytest

from medrules.cases.coverage import Coverage, coverage, measured, runs_of
from medrules.cases.goals import EdgeGoal, Goals, RuleGoal, TermGoal
from medrules.cases.run import run_cases
from medrules.interpreter.frame import frame_of

from .packs import compiled

FACTS = """
[[facts]]
path = "a"
type = "boolean"
[[facts]]
path = "b"
type = "boolean"
[[facts]]
path = "n"
type = "number"
min = 0
max = 10
[[facts]]
path = "things"
type = "records"
key = "name"
[[facts.fields]]
name = "name"
type = "text"
[[facts.fields]]
name = "big"
type = "boolean"
[[conclusions]]
path = "out"
type = "text"
policy = "first"
[[conclusions]]
path = "yes"
type = "boolean"
[[conclusions]]
path = "size"
type = "number"
[[conclusions]]
path = "things[].kept"
type = "boolean"
"""
RULE = 'cites = ["none: test"]\n'


def covered(rules: str, cases: str) -> Coverage:
    program, suite = compiled(FACTS + rules, cases)
    return measured(Goals(program, "corpus"), runs_of(program, suite.cases), len(suite.cases))


def case(name: str, given: str = "") -> str:
    """A case that expects something true of every run."""
    return f'[[cases]]\nname = "{name}"\n{given}\nexpect = {{ yes = {{ value = false }} }}\n'


def shown(found: Coverage) -> dict[str, tuple[int, int, int]]:
    return {
        term.text: (term.true, term.false, term.unknown)
        for condition in found.conditions
        for term in condition.terms
    }


def test_rules_count_cases_and_terms_count_effect() -> None:
    found = covered(
        '[[rules]]\nid = "r"\nwhen = "a and b"\nthen = { out = "x" }\n' + RULE,
        case("1", "given = { a = true, b = true }")
        + case("2", "given = { a = false, b = false }")
        + case("3", "given = { a = true }"),
    )
    (rule,) = found.rules
    assert (rule.fired, rule.failed, rule.unknown) == (1, 1, 1)
    assert (found.reached, found.goals, found.percent) == (2, 2, 100)
    # In case 2 neither decides alone; in case 3 only b does.
    assert shown(found) == {"a": (1, 0, 0), "b": (1, 0, 1)}
    assert [term.lacking for term in found.conditions[0].terms] == [
        ("false", "unknown"),
        ("false",),
    ]
    assert (found.terms_reached, found.term_goals, found.terms_percent) == (3, 6, 50)


def test_a_rule_without_a_condition_has_one_goal() -> None:
    found = covered('[[rules]]\nid = "r"\nthen = { out = "x" }\n' + RULE, case("1"))
    assert (found.goals, found.reached, found.term_goals, found.terms_percent) == (1, 1, 0, 100)


def test_nothing_to_reach_is_reached() -> None:
    found = covered("", case("1"))
    assert (found.percent, found.terms_percent, found.cases) == (100, 100, 1)


def test_cells_of_a_row_are_terms() -> None:
    table = """
[[tables]]
id = "t"
inputs = ["a", "n"]
outputs = ["out"]
cites = ["none: test"]
[[tables.rows]]
id = "low"
when = ['true', '< 3, > 8']
then = ["x"]
[[tables.rows]]
id = "rest"
when = ['-', '-']
then = ["y"]
"""
    found = covered(
        table, case("1", "given = { a = true, n = 9 }") + case("2", "given = { a = true, n = 5 }")
    )
    assert [one.rule for one in found.rules] == ["corpus/t/low", "corpus/t/rest"]
    assert [one.goals for one in found.rules] == [2, 1]
    assert shown(found) == {"a = true": (1, 0, 0), "n < 3": (0, 1, 0), "n > 8": (1, 1, 0)}


FLOW = """
[[flows]]
id = "f"
outcome = "out"
PATH
start = "first"
cites = ["none: test"]
[[flows.nodes]]
id = "first"
question = "A?"
when = "a"
yes = "second"
no = "end"
[[flows.nodes]]
id = "second"
question = "B?"
when = "b"
yes = "end"
no = "other"
[[flows.nodes]]
id = "end"
outcome = "x"
[[flows.nodes]]
id = "other"
outcome = "y"
"""


@pytest.mark.parametrize("path", ['path = "way"', ""])
def test_edges_are_counted_even_where_two_lead_to_one_node(path: str) -> None:
    found = covered(
        FLOW.replace("PATH", path),
        case("1", "given = { a = true, b = true }") + case("2", "given = { a = true }"),
    )
    assert {(one.node, one.edge): one.taken for one in found.edges} == {
        ("first", "yes"): 2,
        ("first", "no"): 0,
        ("second", "yes"): 1,
        ("second", "no"): 0,
    }
    assert found.edges[0].flow == "corpus/f"
    assert found.edges[0].place.line > 0
    # A node of several edges is reached; its edges are goals of their own.
    assert found.percent < 100


def test_a_question_that_is_not_asked_shows_nothing() -> None:
    found = covered(
        FLOW.replace("PATH", ""),
        case("1", "given = { a = false, b = true }") + case("2", "given = { b = true }"),
    )
    assert shown(found) == {"a": (0, 1, 1), "b": (0, 0, 0)}
    assert {one.kind for one in found.conditions} == {"question"}


def test_values_that_are_true_or_false_and_every_if_count() -> None:
    rules = (
        '[[formulas]]\nid = "v"\nconclusion = "yes"\nvalue = "a or b"\n'
        + RULE
        + '[[formulas]]\nid = "w"\nconclusion = "size"\nvalue = "if a then (if b then 1 else 2) else 3"\n'
        + RULE
    )
    cases = '[[cases]]\nname = "1"\ngiven = { a = false, b = true }\nexpect = { size = 3 }\n'
    found = covered(rules, cases)
    assert [(one.owner, one.kind) for one in found.conditions] == [
        ("corpus/v", "value"),
        ("corpus/w", "if"),
        ("corpus/w", "if"),
    ]
    assert [[(t.true, t.false) for t in one.terms] for one in found.conditions] == [
        [(0, 0), (1, 0)],
        [(0, 1)],
        [(0, 0)],  # b is not looked at where a is false
    ]
    # Where a is unknown, both branches are looked at.
    looked = covered(
        rules, case("1", "given = { b = true }").replace("value = false", "value = true")
    )
    assert [[(t.true, t.unknown) for t in one.terms] for one in looked.conditions][2] == [(1, 0)]


def test_the_value_of_a_rule_that_does_not_fire_shows_nothing() -> None:
    rules = '[[formulas]]\nid = "v"\nconclusion = "yes"\nwhen = "a"\nvalue = "b"\n' + RULE
    found = covered(rules, case("1", "given = { a = false, b = true }"))
    assert [(one.kind, one.terms[0].true) for one in found.conditions] == [
        ("condition", 0),
        ("value", 0),
    ]


def test_each_record_is_an_evaluation_of_its_own_and_a_case_counts_once() -> None:
    rules = (
        '[[rules]]\nid = "r"\nfor = "thing in things"\nwhen = "thing.big"\n'
        'then = { "things[].kept" = true }\n' + RULE
    )
    things = ", ".join(
        f'{{ name = "{at}", big = {big} }}' for at, big in enumerate(("true", "false", "true"))
    )
    given = f"given = {{ things = [{things}] }}"
    found = covered(rules, case("1", given) + case("2"))
    (rule,) = found.rules
    assert (rule.fired, rule.failed, rule.unknown) == (1, 1, 1)
    assert shown(found) == {"thing.big": (1, 1, 0)}


def test_what_cannot_be_unknown_needs_not_be_shown_unknown() -> None:
    rules = (
        '[[parameters]]\npath = "limit"\ntype = "number"\nvalue = 3\ncites = ["none: test"]\n'
        '[[rules]]\nid = "r"\nwhen = "is known(a) and limit > 2"\nthen = { yes = true }\n'
        + RULE
        + '[[rules]]\nid = "s"\nwhen = "yes"\nthen = { out = "x" }\n'
        + RULE
    )
    found = covered(rules, case("1"))
    assert [[term.uncertain for term in one.terms] for one in found.conditions] == [
        [False, False],
        [False],
    ]
    assert found.term_goals == 6


def test_a_case_that_rules_contradict_shows_nothing() -> None:
    rules = (
        '[[conclusions]]\npath = "one"\ntype = "text"\n'
        '[[rules]]\nid = "p"\nwhen = "a"\nthen = { one = "p" }\n'
        + RULE
        + '[[rules]]\nid = "q"\nwhen = "b"\nthen = { one = "q" }\n'
        + RULE
    )
    cases = case("1", "given = { a = true, b = true }")
    program, suite = compiled(FACTS + rules, cases)
    assert runs_of(program, suite.cases) == ()
    assert coverage(program, "corpus", run_cases(program, suite.cases)).reached == 0


def test_a_pack_counts_its_own_rules_only() -> None:
    program, _ = compiled(FACTS + FLOW.replace("PATH", ""))
    goals = Goals(program, "another")
    assert (goals.rules, goals.edges, goals.terms) == ([], [], [])


def test_a_goal_holds_where_it_is_among_those_reached() -> None:
    rules = FLOW.replace("PATH", 'path = "way"') + (
        '[[rules]]\nid = "r"\nfor = "thing in things"\nwhen = "thing.big and b"\n'
        'then = { "things[].kept" = true }\n' + RULE
    )
    given = 'given = { b = true, things = [{ name = "x", big = true }, { name = "y" }] }'
    program, suite = compiled(
        FACTS + rules, case("1", given) + case("2", "given = { a = true, b = false }")
    )
    goals = Goals(program, "corpus")
    every = [*goals.rules, *goals.edges, *goals.terms]
    assert {type(one) for one in every} == {RuleGoal, EdgeGoal, TermGoal}
    for run in runs_of(program, suite.cases):
        reached = goals.reached(run)
        frame = frame_of(program, run)
        assert {goal for goal in every if goals.holds(goal, frame)} == reached & set(every)
        assert not goals.reached(run, terms=False) & set(goals.terms)
