"""The three packs that come with medrules: their cases, their coverage, and what they promise."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from medrules.cases.coverage import coverage
from medrules.cases.model import Outcome
from medrules.cases.read import read_cases
from medrules.cases.run import run_cases
from medrules.evaluating import evaluate
from medrules.ir.program import Program
from medrules.loading import compile_folders, pack_folders
from medrules.packs.folder import PackFiles

ROOT = Path(__file__).parents[2]
PACKS = {
    "decision-flow": ROOT / "packs/medrules_packs/decision_flow",
    "program-selection": ROOT / "packs/medrules_packs/program_selection",
    "alternatives": ROOT / "packs/medrules_packs/alternatives",
}
PROFILES = sorted((ROOT / "examples/profiles").glob("*.toml"))
ARTICLE = "necessity-2026"


@pytest.fixture(scope="module")
def files() -> tuple[PackFiles, ...]:
    return pack_folders(tuple(PACKS.values()), installed=False)


@pytest.fixture(scope="module")
def program(files: tuple[PackFiles, ...]) -> Program:
    return compile_folders(files)


@pytest.fixture(scope="module")
def outcomes(files: tuple[PackFiles, ...], program: Program) -> dict[str, tuple[Outcome, ...]]:
    return {
        pack: run_cases(program, read_cases(one, program, pack))
        for pack, one in zip(PACKS, files, strict=True)
    }


@pytest.mark.parametrize("pack", PACKS)
def test_every_case_passes(pack: str, outcomes: dict[str, tuple[Outcome, ...]]) -> None:
    failures = [str(one.message) for outcome in outcomes[pack] for one in outcome.failures]
    assert failures == []


@pytest.mark.parametrize("pack", PACKS)
def test_cases_fire_and_unfire_every_rule(
    pack: str, program: Program, outcomes: dict[str, tuple[Outcome, ...]]
) -> None:
    measured = coverage(program, pack, outcomes[pack])
    missed = [one.rule for one in measured.rules if one.reached < one.goals]
    assert missed == []
    assert measured.percent == 100


def test_each_pack_stands_without_those_that_do_not_come_before_it() -> None:
    for pack in ("program-selection", "alternatives"):
        alone = compile_folders(
            pack_folders((PACKS["decision-flow"], PACKS[pack]), installed=False)
        )
        assert [one.id for one in alone.packs] == ["decision-flow", pack]


def test_every_rule_rests_on_a_section_of_a_source(program: Program) -> None:
    sources = {one.id: one for one in program.sources}
    for rule in program.rules:
        assert rule.cites, rule.id
        for cite in rule.cites:
            if cite.source == ARTICLE:
                assert cite.section in dict(sources[ARTICLE].sections), rule.id


def test_every_section_of_the_article_is_used(program: Program) -> None:
    used = {cite.section for rule in program.rules for cite in rule.cites if cite.source == ARTICLE}
    used |= {
        cite.section for one in program.options for cite in one.cites if cite.source == ARTICLE
    }
    assert used == {"position", *"ABCDEFGHIJ"}


def test_every_source_is_graded_and_cited(program: Program) -> None:
    cited = {cite.source for rule in program.rules for cite in rule.cites}
    cited |= {cite.source for one in program.options for cite in one.cites}
    cited |= {cite.source for one in program.parameters for cite in one.cites}
    for source in program.sources:
        assert source.grade in {"strong", "moderate", "limited", "opinion"}, source.id
        assert source.id in cited, f"nothing rests on {source.id}"


def test_every_rule_says_why(program: Program) -> None:
    silent = [
        rule.id
        for rule in program.rules
        if not rule.because.parts and not _question(program, rule.id)
    ]
    assert silent == []


def _question(program: Program, rule: str) -> bool:
    """Whether the rule only puts a question of a flow on the path."""
    return any(
        rule == f"{flow.id}/{node.id}" and bool(node.yes)
        for flow in program.flows
        for node in flow.nodes
    )


def test_members_that_people_read_have_a_text(program: Program) -> None:
    shown = {"outcome", "reason", "caution", "next-step", "signal", "bottom-line", "red-flag"}
    for info in program.enums:
        if info.id in shown:
            assert all(member.text and member.title for member in info.members), info.id


def test_every_fact_has_a_title_and_a_question(program: Program) -> None:
    given = {one.path for one in program.lists if one.given_by != "packs"}
    for fact in program.facts:
        head, inside, _ = fact.path.partition("[].")
        assert fact.title
        if not inside or head in given:
            assert fact.question.endswith("?"), fact.path


OUTCOMES = {
    "administrator-full-plate": {"skip"},
    "assessment-lead-abroad": {"worthwhile"},
    "bedside-clinician": {"skip"},
    "comparing-programs": {"worthwhile"},
    "complete": {"worthwhile"},
    "core-faculty-educator": {"smaller-programs"},
    "funded-researcher": {"worthwhile"},
    "newcomer": {"skip", "smaller-programs", "only-with-clear-payoff", "worthwhile"},
    "physician-scientist": {"skip"},
    "support-not-asked": {"only-with-clear-payoff", "worthwhile"},
    "unfunded-clerkship-lead": {"only-with-clear-payoff"},
    "unsure-resident": {"skip"},
}


def test_every_example_is_known_here() -> None:
    assert [one.stem for one in PROFILES] == sorted(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_examples_come_to_the_outcomes_their_stories_tell(name: str, program: Program) -> None:
    text = (ROOT / f"examples/profiles/{name}.toml").read_text(encoding="utf-8")
    answer = evaluate(program, tomllib.loads(text))
    found = answer.conclusions["decision.outcome"].settlement
    reached = {found.value} if found.status == "settled" else set(_members(found.possible))
    assert reached == OUTCOMES[name]


def _members(possible: object) -> Iterator[object]:
    assert isinstance(possible, tuple)
    yield from possible


def test_the_complete_example_leaves_nothing_open(program: Program) -> None:
    text = (ROOT / "examples/profiles/complete.toml").read_text(encoding="utf-8")
    answer = evaluate(program, tomllib.loads(text))
    still_open = [
        path for path, one in answer.conclusions.items() if one.settlement.status != "settled"
    ]
    assert still_open == []


def test_the_empty_example_still_gives_figures(program: Program) -> None:
    answer = evaluate(program, {})
    assert answer.conclusions["costs.hours_low"].settlement.value == 520
    assert answer.conclusions["costs.hours_high"].settlement.value == 3120
    assert answer.conclusions["decision.outcome"].settlement.status == "unknown"
