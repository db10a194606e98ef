"""What differs between two versions, on paper and in answers, and which step it asks for."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from medrules.compare.comparing import compare
from medrules.compare.model import AnswerChange, Change, Comparison
from medrules.compare.opening import files_of, opened
from medrules.compare.proposing import proposal
from medrules.diagnostics.model import MedrulesError
from medrules.evaluating import evaluate

from .packs import write_pack

SEVEN = ("value = 8", "value = 7")


@pytest.fixture(autouse=True)
def _nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medrules.loading.installed_folders", lambda _version: ())


def compared(
    tmp_path: Path,
    *replacements: tuple[str, str],
    most: int = 200,
    profiles: str | None = None,
    **files: str,
) -> Comparison:
    old, new = write_pack(tmp_path / "old"), write_pack(tmp_path / "new", *replacements, **files)
    return compare(*opened(files_of(str(old)), files_of(str(new))), profiles, most)


GONE = """
[[rules]]
id = "calm"
title = "Calm"
when = '"calm" in day.moods'
then = { "tea.calm" = true }
because = "You are calm."
cites = ["book"]
"""

KINDS = [
    ([("It is a long day.", "Long.")], ("rule", "long-day", "reworded"), "patch"),
    (
        [('title = "A long day"\nwhen', 'title = "Long"\nwhen')],
        ("rule", "long-day", "reworded"),
        "patch",
    ),
    ([("cup.size > 3", "cup.size > 4")], ("rule", "big", "condition changed"), "minor"),
    ([SEVEN], ("parameter", "limits.long_day", "value changed"), "minor"),
    (
        [("value = 8", "value = 8\nopen = true")],
        ("parameter", "limits.long_day", "changed"),
        "minor",
    ),
    ([(GONE, "")], ("rule", "calm", "removed"), "minor"),
    ([('id = "calm"', 'id = "calmness"')], ("rule", "calm", "moved"), "minor"),
    (
        [('"tea.kind" = "black"', '"tea.kind" = "green"')],
        ("rule", "long-day", "value changed"),
        "major",
    ),
    (
        [('"calm", "hurried"]', '"calm", "hurried", "idle"]')],
        ("member", "mood/idle", "added"),
        "minor",
    ),
    ([('"calm", "hurried"]', '"calm"]')], ("member", "mood/hurried", "removed"), "major"),
    ([("max = 24", "max = 20")], ("fact", "day.hours", "type changed"), "minor"),
    ([("How many hours?", "Hours?")], ("fact", "day.hours", "reworded"), "patch"),
    ([('date = "2020"', 'date = "2021"')], ("source", "book", "reworded"), "patch"),
    (
        [
            (
                'title = "Tea"\n\n[[conclusions]]\npath = "tea.calm"',
                'title = "Teas"\n\n[[conclusions]]\npath = "tea.calm"',
            )
        ],
        ("conclusion", "tea.kind", "reworded"),
        "patch",
    ),
    ([('id = "tea"\nversion', 'id = "teas"\nversion')], ("pack", "pack", "changed"), "major"),
    (
        [
            ('path = "day.moods"\ntype', 'path = "day.mood"\ntype'),
            ("in day.moods", "in day.mood"),
            ("day.moods = []\n", ""),
        ],
        ("fact", "day.moods", "removed"),
        "major",
    ),
    ([('type = "integer"', 'type = "number"')], ("fact", "cups[].size", "type changed"), "major"),
]


@pytest.mark.parametrize(("replacements", "change", "step"), KINDS, ids=lambda one: str(one)[:40])
def test_kinds_of_changes(
    replacements: list[tuple[str, str]], change: tuple[str, str, str], step: str, tmp_path: Path
) -> None:
    found = compared(tmp_path, *replacements)
    assert change in [(one.kind, one.id, one.how) for one in found.changes]
    assert found.proposal.step == step, found.proposal.reasons
    assert not found.same


def test_nothing_differs(tmp_path: Path) -> None:
    found = compared(tmp_path, ('version = "1.2.0"', 'version = "1.2.1"'))
    assert found.same
    assert (found.proposal.step, found.proposal.version) == ("none", "1.2.0")
    assert found.tried.generated == 0, "where nothing can differ, nothing is tried"


def test_a_rule_in_another_file_was_moved(tmp_path: Path) -> None:
    found = compared(tmp_path, (GONE, ""), more=GONE)
    assert [(one.kind, one.id, one.how) for one in found.changes] == [("rule", "calm", "moved")]
    assert [(one.before, one.after) for one in found.changes[0].aspects] == [
        ("rules.toml", "more.toml")
    ]
    assert not found.answers


def test_a_new_rule_is_added_and_fires_for_whom_it_should(tmp_path: Path) -> None:
    more = """
[[rules]]
id = "short-day"
when = "day.hours < 3"
then = { "tea.kind" = "green" }
because = "Short."
cites = ["book"]
"""
    found = compared(tmp_path, ('"tea.kind" = "none"', '"tea.kind" = "green"'), more=more)
    assert [(one.kind, one.id, one.how) for one in found.changes] == [
        ("rule", "short-day", "added")
    ]
    case = next(one for one in found.answers if one.origin == "case")
    assert (case.profile, case.path) == ("A short day", "tea.kind")
    assert (case.before, case.after) == ('"none"', '"green"')
    assert case.fired_after == ("tea/short-day",)
    assert case.fired_before == ()
    assert found.proposal.step == "major"


def test_a_retired_rule_is_told_so(tmp_path: Path) -> None:
    base = write_pack(tmp_path / "tea")
    head = {"pack": '[pack]\nid = "over"\nversion = "1.0.0"\ntitle = "O"\ndescription = "O."\nlanguage = 1\n'
            '[[pack.requires]]\npack = "tea"\nversion = ">=1.0"\n'}  # fmt: skip
    for name, more in (("a", ""), ("b", '[[retire]]\nrule = "tea/calm"\nbecause = "Not here."\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").write_text(head["pack"] + more)
    sides = [files_of(str(tmp_path / name)) for name in "ab"]
    found = compare(*opened(*sides, [str(base)]))
    assert [(one.kind, one.id, one.how) for one in found.changes] == [
        ("retirement", "tea/calm", "retired")
    ]
    back = compare(*opened(*reversed(sides), [str(base)]))
    assert back.changes[0].how == "back in force"
    gone = {one.path for one in found.answers}
    assert gone == {"tea.calm"}
    assert all(one.fired_before in (("tea/calm",), ()) for one in found.answers)


# -- answers -----------------------------------------------------------------------------------------


def test_generated_profiles_lie_at_the_boundary_and_their_answers_are_true(tmp_path: Path) -> None:
    found = compared(tmp_path, SEVEN)
    old, new = (opened(*[files_of(str(tmp_path / one))] * 2)[0].program for one in ("old", "new"))
    values = {one.profile.rpartition(" = ")[2] for one in found.answers}
    assert values == {"7", "7.01", "7.99"}
    for one in found.answers:
        assert (one.origin, one.path) == ("generated", "tea.kind")
        assert one.fired_after == ("tea/long-day",)
        facts = {"day": {"hours": float(one.profile.rpartition(" = ")[2])}}
        said = [
            evaluate(program, facts).conclusions["tea.kind"].settlement.value
            for program in (old, new)
        ]
        assert [f'"{value}"' for value in said] == [one.before, one.after]
    assert found.proposal.step == "minor"
    assert "generated" not in " ".join(found.proposal.reasons)


def test_records_are_told_by_name_and_their_fields_are_varied(tmp_path: Path) -> None:
    found = compared(tmp_path, ("cup.size > 3", "cup.size > 2"))
    case = next(one for one in found.answers if one.origin == "case")
    assert (case.profile, case.path, case.before, case.after) == (
        "A short day", "cups[Mug].big", "false", "true",
    )  # fmt: skip
    again = compared(tmp_path / "b", ("cup.size > 3", "cup.size > 5"))
    sizes = {one.profile.rpartition("cups[].size")[2] for one in again.answers}
    assert sizes == {" = 4", " = 5"}


def test_generating_is_bounded_and_always_the_same(tmp_path: Path) -> None:
    few = compared(tmp_path, SEVEN, most=5)
    assert few.tried.generated == 5
    assert few.tried.left_out > 0
    one, other = (compared(tmp_path, SEVEN, most=30) for _ in range(2))
    assert one == other
    assert compared(tmp_path, SEVEN, most=0).tried.generated == 0


def test_a_value_that_changes_under_the_same_rules_names_what_changed(tmp_path: Path) -> None:
    more = """
[[conclusions]]
path = "tea.cost"
type = "number"
unit = "hours"
title = "Cost"

[[formulas]]
id = "cost"
conclusion = "tea.cost"
value = "limits.long_day"
because = "So."
cites = ["book"]
"""
    old = write_pack(tmp_path / "old", more=more)
    new = write_pack(tmp_path / "new", SEVEN, more=more)
    found = compare(*opened(files_of(str(old)), files_of(str(new))))
    case = next(one for one in found.answers if one.path == "tea.cost")
    assert (case.before, case.after, case.because) == ("8", "7", ("limits.long_day",))


def test_a_contradiction_is_an_answer(tmp_path: Path) -> None:
    more = '[[rules]]\nid = "other"\nwhen = "day.hours >= 9"\nthen = { "tea.kind" = "green" }\n' \
        'because = "So."\ncites = ["book"]\n'  # fmt: skip
    found = compared(tmp_path, more=more)
    case = next(one for one in found.answers if one.origin == "case")
    assert case.profile == "A long day"
    assert "tea.kind" in case.after


def test_a_cohort_is_compared_line_by_line(tmp_path: Path) -> None:
    tmp_path.joinpath("people.jsonl").write_text(
        "\n".join(json.dumps({"day": {"hours": hours}}) for hours in (2, 7.5, 9)) + "\n\n"
    )
    found = compared(tmp_path, SEVEN, most=0, profiles=str(tmp_path / "people.jsonl"))
    assert found.tried.profiles == 3
    assert [one.profile for one in found.answers] == [f"{tmp_path}/people.jsonl:2"]
    assert found.proposal.step == "major"


def test_a_cohort_that_does_not_fit_is_refused_with_its_lines(tmp_path: Path) -> None:
    place = tmp_path / "people.jsonl"
    place.write_text('{"day": {"hours": 2}}\n{"day": {"hour": 2}}\n{oops\n')
    with pytest.raises(MedrulesError) as caught:
        compared(tmp_path, SEVEN, profiles=str(place))
    files = {one.span.file for one in caught.value.diagnostics}
    assert files == {f"{place}:2", f"{place}:3"}


# -- the step ----------------------------------------------------------------------------------------

TEXT = Change("rule", "a", "reworded")
NEW = Change("rule", "a", "added")
FACT = Change("fact", "a.b", "removed")
CASE = AnswerChange("case", "c", "p", "1", "2", True, (), (), ())
OPENED = AnswerChange("case", "c", "p", "unknown", "2", False, (), (), ())
MADE = AnswerChange("generated", "c", "p", "1", "2", True, (), (), ())
GIVEN = AnswerChange("profile", "c", "p", "1", "2", True, (), (), ())


@pytest.mark.parametrize(
    ("changes", "answers", "old", "new", "expected"),
    [
        ([], [], "1.0.0", "1.0.0", ("none", "1.0.0", True)),
        ([TEXT], [], "1.2.3", "1.2.3", ("patch", "1.2.4", False)),
        ([TEXT], [], "1.2.3", "1.2.4", ("patch", "1.2.4", True)),
        ([TEXT, NEW], [], "1.2.3", "1.2.4", ("minor", "1.3.0", False)),
        ([NEW], [OPENED], "1.2.3", "1.3.0", ("minor", "1.3.0", True)),
        ([NEW], [MADE], "1.2.3", "1.3.0", ("minor", "1.3.0", True)),
        ([NEW], [CASE], "1.2.3", "1.3.0", ("major", "2.0.0", False)),
        ([NEW], [GIVEN], "1.2.3", "2.0.0", ("major", "2.0.0", True)),
        ([FACT], [], "1.2.3", "3.0.0", ("major", "2.0.0", True)),
        ([FACT], [], "0.2.3", "0.2.4", ("major", "0.3.0", False)),
        ([NEW], [], "0.2.3", "0.2.4", ("minor", "0.2.4", True)),
    ],
)
def test_steps(
    changes: list[Change],
    answers: list[AnswerChange],
    old: str,
    new: str,
    expected: tuple[str, str, bool],
) -> None:
    found = proposal(changes, answers, old, new)
    assert (found.step, found.version, found.enough) == expected
    assert found.reasons


# -- git ---------------------------------------------------------------------------------------------


def git(where: Path, *arguments: str) -> None:
    names = {
        f"GIT_{who}_{what}": "someone@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    command = ["git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, cwd=where, check=True, capture_output=True, env={**os.environ, **names})


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_pack(tmp_path / "packs" / "tea")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "tag", "v1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_revision_is_read_without_a_checkout(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = files_of("packs/tea")
    found = files_of("v1:packs/tea")
    assert (found.digest, found.shown) == (folder.digest, "v1:packs/tea")
    assert [one.name for one in found.files] == [one.name for one in folder.files]
    write_pack(repo / "packs" / "tea", SEVEN)
    assert files_of("HEAD:packs/tea/").digest == found.digest
    assert files_of("packs/tea").digest != found.digest
    compared = compare(*opened(found, files_of("packs/tea")))
    assert [(one.id, one.how) for one in compared.changes] == [("limits.long_day", "value changed")]
    monkeypatch.chdir(repo / "packs")
    assert files_of("HEAD:./tea").digest == files_of("HEAD:tea").digest == found.digest
    monkeypatch.chdir(repo / "packs" / "tea")
    assert files_of("HEAD:.").digest == found.digest


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("v9:packs/tea", 'no revision "v9"'),
        ("v1:packs/coffee", 'no folder "packs/coffee"'),
        ("v1:packs", "no pack.toml"),
        ("--output=x:packs/tea", "is no revision"),
        ("nowhere", "no folder, no git revision"),
    ],
)
def test_what_is_no_revision_is_refused(name: str, said: str, repo: Path) -> None:
    with pytest.raises(MedrulesError, match=said):
        files_of(name)


def test_a_link_in_a_revision_is_refused(repo: Path) -> None:
    (repo / "packs" / "tea" / "link.toml").symlink_to("/etc/passwd")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "two")
    with pytest.raises(MedrulesError, match="link"):
        files_of("HEAD:packs/tea")


def test_a_large_file_in_a_revision_is_refused(repo: Path) -> None:
    (repo / "packs" / "tea" / "large.toml").write_text("#" * (1 << 20) + "##")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "two")
    with pytest.raises(MedrulesError, match="larger than 1 MiB"):
        files_of("HEAD:packs/tea")


def test_outside_a_repository_git_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(MedrulesError, match="no git repository"):
        files_of("HEAD:tea")
