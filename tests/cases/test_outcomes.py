"""What becomes of cases, from data: every kind of failure, rows, texts, and what is todo."""

from __future__ import annotations

import tomllib

import pytest

from medrules.cases.agreement import not_agreed
from medrules.cases.failing import MOST, proof_text, proofs_of
from medrules.cases.reached import unreached_files
from medrules.cases.run import run_cases

from .packs import CORPUS, HEAD, base, cases_of, compiled

FILES = tomllib.loads((CORPUS / "outcomes.toml").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", [pytest.param(one, id=one["name"]) for one in FILES])
def test_outcomes(entry: dict) -> None:
    program, cases = cases_of(entry["cases"])
    outcomes = run_cases(program, cases)
    assert [one.state for one in outcomes] == entry["states"]
    failures = [
        one for outcome in outcomes if outcome.state == "failed" for one in outcome.failures
    ]
    shown = "\n".join(str(one) for one in failures)
    assert len(failures) == len(entry.get("failures", ())), shown
    for want, diagnostic in zip(entry.get("failures", ()), failures, strict=True):
        assert diagnostic.code == want["code"]
        assert want["message"] in diagnostic.message
        assert diagnostic.help
        assert diagnostic.span.line == want.get("line", diagnostic.span.line)
        assert diagnostic.span.column == want.get("column", diagnostic.span.column)
    if "about" in entry:
        assert [list(one.about) for one in outcomes] == [entry["about"]]


def test_no_expectation_settles_what_it_does_not_ask_about() -> None:
    program, cases = cases_of(
        '[[cases]]\nname = "c"\nexpect = { backed = { status = "unknown" } }\n'
    )
    (outcome,) = run_cases(program, cases)
    assert outcome.evaluation is not None
    assert set(outcome.evaluation.conclusions) == {"backed"}


def test_a_text_says_a_conclusion_that_the_run_left_open_but_that_is_settled() -> None:
    rules = """
[[facts]]
path = "a"
type = "boolean"
[[conclusions]]
path = "sure"
type = "boolean"
[[conclusions]]
path = "out"
type = "boolean"
[[rules]]
id = "either"
when = "a or not(a)"
then = { sure = true }
cites = ["none: test"]
[[rules]]
id = "told"
then = { out = true }
because = "It is {sure}."
cites = ["none: test"]
"""
    program, suite = compiled(rules, '[[cases]]\nname = "c"\ntexts = { told = "It is yes." }\n')
    (outcome,) = run_cases(program, suite.cases)
    assert outcome.passed


# -- proofs of what happened -----------------------------------------------------------------------


def test_a_wrong_value_is_proved_and_the_other_one_refuted() -> None:
    program, cases = cases_of(
        '[[cases]]\nname = "c"\ngiven = { who = { identity = "clinician" } }\nexpect = { advice = "go" }\n'
    )
    (outcome,) = run_cases(program, cases)
    why, why_not = proofs_of(program, outcome)
    assert (why.question, why.path) == ("why", "advice")
    assert (why_not.question, why_not.asked) == ("why-not", "go")
    text = proof_text(program, outcome)
    assert "because: You are a Clinician." in text
    assert 'rule "corpus/go"' in text
    assert 'who.identity = "educator" and time.hours >= 4 → no' in text


def test_a_default_is_proved_once() -> None:
    program, cases = cases_of(
        '[[cases]]\nname = "c"\ngiven = { time = { paid = false, hours = 0 } }\nexpect = { backed = true }\n'
    )
    (outcome,) = run_cases(program, cases)
    assert [one.question for one in proofs_of(program, outcome)] == ["why"]


def test_a_rule_is_proved_where_it_fired_or_did_not() -> None:
    program, cases = cases_of("""
[[cases]]
name = "c"
given = { courses = [{ name = "A", brand = 90 }, { name = "B", brand = 10 }] }
rules = { fired = ["go"], not_fired = ["famous"] }
[[cases]]
name = "d"
rules = { fired = ["famous"] }
""")
    first, second = run_cases(program, cases)
    text = proof_text(program, first)
    assert "may apply: go" in text
    assert "Famous of A: yes" in text
    assert "Famous of B" not in text
    assert "courses[].famous" not in text
    assert "Famous" in proof_text(program, second)


def test_no_proof_without_an_evaluation_and_never_too_many() -> None:
    given = "given = { time = { hours = 40, paid = true } }"
    clash = f'[[cases]]\nname = "c"\n{given}\nrules = {{ fired = ["go"] }}\n'
    program, cases = cases_of(clash)
    assert proofs_of(program, *run_cases(program, cases)) == ()
    wrong = """
[[cases]]
name = "c"
given = { who = { identity = "clinician", motives = [] }, time = { hours = 1, paid = true } }
expect = { advice = "go", warnings = ["repair-cv"], backed = false, total = 1, clash = "one" }
"""
    program, cases = cases_of(wrong)
    assert len(proofs_of(program, *run_cases(program, cases))) == MOST


# -- what is told beside ---------------------------------------------------------------------------


def test_a_file_whose_rules_no_case_fires_is_told() -> None:
    silent = '[[cases]]\nname = "c"\nrules = { not_fired = ["go"] }\n'
    program, suite = compiled(base().partition("[[formulas]]")[0], silent)
    runs = [one.evaluation.run for one in run_cases(program, suite.cases) if one.evaluation]
    (told,) = unreached_files(program, "corpus", runs)
    assert told.code == "MR0491"
    assert str(told.span) == "corpus/rules.toml"
    assert "any of the 7 rules" in told.message
    assert unreached_files(program, "another", runs) == ()


def test_a_formula_without_a_condition_is_reached_by_any_case() -> None:
    program, cases = cases_of('[[cases]]\nname = "c"\nrules = { not_fired = ["go"] }\n')
    runs = [one.evaluation.run for one in run_cases(program, cases) if one.evaluation]
    assert unreached_files(program, "corpus", runs) == ()


def test_agreement() -> None:
    _, suite = compiled(
        base(),
        """
[[cases]]
name = "agreed"
agreed = true
by = "chair"
on = 2026-01-31
expect = { backed = { status = "unknown" } }
[[cases]]
name = "nobody was asked"
expect = { backed = { status = "unknown" } }
[[cases]]
name = "rows count once"
agreed = false
by = "dean"
expect = { backed = true }
rows = [{ name = "a", given = { time = { paid = true } } }, { name = "b", given = { time = { hours = 1 } } }]
""",
    )
    assert not suite.require_agreed
    assert (suite.cases[0].agreement.by, suite.cases[0].agreement.on) == ("chair", "2026-01-31")
    told = not_agreed(suite.cases)
    assert [(one.code, one.span.line) for one in told] == [("MR0490", 8), ("MR0490", 11)]
    assert 'case "rows count once" is disagreed with by dean' in told[1].message
    assert compiled(base(), "", HEAD + "require_agreed = true\n")[1].require_agreed
