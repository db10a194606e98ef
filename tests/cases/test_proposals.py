"""Proposed cases: they complete the coverage, pass, are laid out, and say what nothing can reach."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from medrules.cases.coverage import Coverage, measured, runs_of
from medrules.cases.goals import Goals
from medrules.cases.model import Suite
from medrules.cases.read import read_suite
from medrules.cases.run import run_cases
from medrules.formatting.layout import format_toml
from medrules.ir.program import Program
from medrules.loading import compile_folders, pack_folders
from medrules.packs.folder import PackFile, digest
from medrules.proposals.propose import Proposal, propose
from medrules.proposals.telling import unreached_words
from medrules.proposals.writing import cases_text
from medrules.source.text import SourceFile

from .packs import base, compiled, files
from .test_coverage import FACTS, FLOW, RULE

ROOT = Path(__file__).parents[2]
SEMANTICS = ROOT / "tests" / "corpus" / "semantics"


def proposed(rules: str, cases: str = "", *, terms: bool = False) -> tuple[Proposal, str]:
    program, suite = compiled(rules, cases)
    found = propose(program, "corpus", suite.cases, terms=terms)
    return found, cases_text(found, {one.name for one in suite.cases})


def together(rules: str, cases: str, new: str) -> tuple[Program, Suite, Coverage]:
    """The pack with its own cases and the new ones."""
    pack = files(rules, cases)
    made = [*pack.files, PackFile("cases/missing.toml", new.encode())]
    pack = pack.replace(files=tuple(made), digest=digest(made))
    program = compile_folders([pack])
    suite = read_suite(pack, program, "corpus")
    found = measured(Goals(program, "corpus"), runs_of(program, suite.cases), len(suite.cases))
    return program, suite, found


def holds(rules: str, cases: str = "", *, terms: bool = False) -> tuple[Proposal, str]:
    """Propose, and see that the new cases pass, are laid out, and complete the coverage."""
    found, text = proposed(rules, cases, terms=terms)
    program, suite, after = together(rules, cases, text)
    failures = [str(one) for outcome in run_cases(program, suite.cases) for one in outcome.failures]
    assert failures == []
    assert format_toml(SourceFile("missing.toml", text), "cases") == text
    goals = after.goals + (after.term_goals if terms else 0)
    reached = after.reached + (after.terms_reached if terms else 0)
    assert goals - reached == len(found.unreached)
    return found, text


@pytest.mark.parametrize("terms", [False, True])
def test_a_pack_without_cases_gets_all_that_it_needs(terms: bool) -> None:
    found, text = holds(base(), terms=terms)
    # Where "other-way" fires it contradicts "one-way", so no case can show it.
    reached = {
        unreached_words(found.goals, one.goal, proved=one.proved)[0] for one in found.unreached
    }
    assert all("other-way" in one for one in reached)
    written = tomllib.loads(text)["cases"]
    assert all(one["agreed"] is False and one["story"] for one in written)
    assert len({one["name"] for one in written}) == len(written)


def test_only_what_is_missing_is_proposed_and_nothing_where_nothing_is() -> None:
    rules = FACTS + '[[rules]]\nid = "r"\nwhen = "a"\nthen = { out = "x" }\n' + RULE
    fires = '[[cases]]\nname = "r does not fire"\ngiven = { a = true }\nrules = { fired = ["r"] }\n'
    found, text = holds(rules, fires)
    (case,) = tomllib.loads(text)["cases"]
    # The name that suggests itself is taken.
    assert case == {
        "name": "r does not fire (2)",
        "story": "a: no.",
        "agreed": False,
        "given": {"a": False},
        "expect": {"out": {"nothing": True}},
        "rules": {"not_fired": ["r"]},
    }
    found, _ = proposed(
        rules,
        fires + '[[cases]]\nname = "d"\ngiven = { a = false }\nrules = { not_fired = ["r"] }\n',
    )
    assert (found.missing, found.cases, found.unreached) == (0, (), ())


def test_stories_are_told_in_titles() -> None:
    _, text = holds(base())
    stories = " ".join(one["story"] for one in tomllib.loads(text)["cases"])
    assert "Identity: Educator." in stories
    assert "Motives: repair-cv." in stories
    assert "hours" in stories
    assert "Courses: First (Brand: " in stories


def test_thresholds_are_tried_on_both_sides() -> None:
    _, text = holds(base(), terms=True)
    hours = {
        one.get("given", {}).get("time", {}).get("hours") for one in tomllib.loads(text)["cases"]
    }
    assert {3, 4} <= hours


def test_edges_and_terms_of_flows() -> None:
    found, _ = holds(FACTS + FLOW.replace("PATH", 'path = "way"'), terms=True)
    assert found.unreached == ()
    assert len(found.cases) <= 5


def test_few_cases_for_many_rules() -> None:
    """Rules about facts that have nothing to do with each other fit into one person."""
    facts = "".join(f'[[facts]]\npath = "f{at}"\ntype = "boolean"\n' for at in range(10))
    outs = "".join(f'[[conclusions]]\npath = "o{at}"\ntype = "boolean"\n' for at in range(10))
    rules = "".join(
        f'[[rules]]\nid = "r{at}"\nwhen = "f{at}"\nthen = {{ o{at} = true }}\n{RULE}'
        for at in range(10)
    )
    found, _ = holds(facts + outs + rules)
    assert len(found.cases) == 2


def test_records_of_several_people_stand_side_by_side() -> None:
    rules = FACTS + (
        '[[rules]]\nid = "r"\nfor = "thing in things"\nwhen = "thing.big and b"\n'
        'then = { "things[].kept" = true }\n' + RULE
    )
    found, text = holds(rules, terms=True)
    assert any(
        len(one["given"].get("things", ())) > 1
        for one in tomllib.loads(text)["cases"]
        if "given" in one
    )
    assert found.unreached == ()


def test_questions_about_whole_lists_get_as_many_records_as_they_need() -> None:
    rules = (
        FACTS
        + '[[rules]]\nid = "r"\nwhen = "count(things[big]) > 2"\nthen = { yes = true }\n'
        + RULE
    )
    found, text = holds(rules)
    assert found.unreached == ()
    assert (
        max(len(one.get("given", {}).get("things", ())) for one in tomllib.loads(text)["cases"])
        == 3
    )


def test_what_is_not_known_is_left_out() -> None:
    rules = (
        FACTS
        + '[[rules]]\nid = "r"\nwhen = "not(is known(a)) and b"\nthen = { yes = true }\n'
        + RULE
    )
    found, _ = holds(rules, terms=True)
    assert found.unreached == ()


def test_sums_are_solved_where_trying_ends() -> None:
    """No value near a literal fits: the exact analysis finds what does."""
    numbers = "".join(
        f'[[facts]]\npath = "n{at}"\ntype = "number"\nmin = 0\nmax = 1000\n' for at in range(4)
    )
    rules = (
        FACTS
        + numbers
        + '[[rules]]\nid = "r"\nwhen = "n0 + 2 * n1 = 777 and n0 - n1 = 12 and n2 > n3 and n2 < n3 + 1"\n'
        + "then = { yes = true }\n"
        + RULE
    )
    found, _ = holds(rules)
    assert found.unreached == ()


def test_what_no_profile_reaches_is_told_as_such() -> None:
    rules = (
        FACTS
        + '[[rules]]\nid = "dead"\nwhen = "n > 10"\nthen = { yes = true }\n'
        + RULE
        + '[[rules]]\nid = "always"\nwhen = "a or not(a)"\nthen = { yes = true }\n'
        + RULE
    )
    found, _ = holds(rules, terms=True)
    told = {
        unreached_words(found.goals, one.goal, proved=one.proved)[0]
        for one in found.unreached
        if one.proved
    }
    # Of a term that stands there twice, each place has but one value with effect.
    assert told == {
        'no profile makes the rule "dead" fire',
        'no profile lets "dead" rest on n > 10 being true',
        'no profile makes the rule "always" not fire, its condition being false',
        'no profile lets "always" rest on a being false',
        'no profile lets "always" rest on a being true',
    }
    for one in found.unreached:
        message, span, help = unreached_words(found.goals, one.goal, proved=one.proved)
        assert all((message, span.line, help))


def test_an_edge_that_nobody_takes_is_told() -> None:
    flow = FLOW.replace("PATH", "").replace('when = "b"', 'when = "a"')
    found, _ = holds(FACTS + flow)
    (edge,) = [one for one in found.unreached if type(one.goal).__name__ == "EdgeGoal"]
    assert edge.proved
    assert (
        unreached_words(found.goals, edge.goal, proved=True)[0]
        == 'no profile answers the question "f/second" with no'
    )


def test_an_open_answer_is_expected_as_open() -> None:
    rules = FACTS + '[[rules]]\nid = "r"\nwhen = "a and b"\nthen = { out = "x" }\n' + RULE
    _, text = holds(rules, terms=True)
    expected = [one["expect"]["out"] for one in tomllib.loads(text)["cases"]]
    assert {
        "status": "unknown",
        "possible": ["x"],
        "nothing": True,
        "missing": ["a", "b"],
    } in expected


def test_parameters_that_profiles_may_set_are_known_to_stories() -> None:
    rules = (
        FACTS
        + '[[parameters]]\npath = "weights.brand"\ntitle = "Weight of the name"\ntype = "number"\nmax = 9\n'
        + 'min = 0\nvalue = 3\nopen = true\ncites = ["none: test"]\n'
        + '[[rules]]\nid = "r"\nwhen = "weights.brand = 7"\nthen = { yes = true }\n'
        + RULE
    )
    found, text = holds(rules)
    assert found.unreached == ()
    assert "Weight of the name: 7." in text


@pytest.mark.parametrize("name", sorted(path.name for path in SEMANTICS.iterdir()))
def test_the_semantics_corpus_without_its_cases(name: str) -> None:
    (pack,) = pack_folders((SEMANTICS / name,), installed=False)
    kept = [one for one in pack.files if not one.name.startswith("cases/")]
    pack = pack.replace(files=tuple(kept), digest=digest(kept))
    program = compile_folders([pack])
    found = propose(program, name, (), terms=False)
    text = cases_text(found, set())
    made = [*kept, PackFile("cases/missing.toml", text.encode())]
    whole = pack.replace(files=tuple(made), digest=digest(made))
    suite = read_suite(whole, program, name)
    failures = [str(one) for outcome in run_cases(program, suite.cases) for one in outcome.failures]
    assert failures == []
    after = measured(Goals(program, name), runs_of(program, suite.cases), 0)
    assert after.goals - after.reached == len(found.unreached)


def test_the_same_pack_gets_the_same_cases_whatever_the_hash_seed(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(base(), encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.cases.test_proposals import proposed\n"
        "from tests.cases.packs import base\n"
        "sys.stdout.write(proposed(base(), terms=True)[1])\n"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1
    assert texts.pop().startswith("# Proposed")


def test_texts_dead_members_and_sets_that_rest_on_each_other() -> None:
    rules = (
        FACTS
        + '[[facts]]\npath = "word"\ntype = "text"\n'
        + '[[enums]]\nid = "step"\nmembers = ["one", "two", "three"]\n'
        + '[[conclusions]]\npath = "steps"\ntype = "set"\nof = "step"\npolicy = "collect"\n'
        + '[[rules]]\nid = "first"\nwhen = \'word = "go"\'\nthen = { steps = "one" }\n'
        + RULE
        + '[[rules]]\nid = "next"\nwhen = \'"one" in steps\'\nthen = { steps = "two" }\n'
        + RULE
        + '[[rules]]\nid = "last"\nwhen = \'"two" in steps and n > 9.5\'\nthen = { steps = "three" }\n'
        + RULE
    )
    found, text = holds(rules, terms=True)
    assert found.unreached == ()
    words = {one.get("given", {}).get("word") for one in tomllib.loads(text)["cases"]}
    assert "go" in words


def test_analysis_is_asked_no_more_once_it_has_taken_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("medrules.proposals.propose.SECONDS", 0.0)
    rules = FACTS + '[[rules]]\nid = "dead"\nwhen = "n > 10"\nthen = { yes = true }\n' + RULE
    found, _ = holds(rules)
    assert [one.proved for one in found.unreached] == [False]
