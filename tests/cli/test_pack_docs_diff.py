"""``medrules pack docs`` and ``medrules pack diff`` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.compare.packs import write_pack

from .running import medrules


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("medrules.loading.installed_folders", lambda _version: ())
    write_pack(Path("old"))


def test_docs_in_three_forms() -> None:
    ran = medrules("pack", "docs", "old")
    assert ran.code == 0
    assert ran.out.startswith("# Tea\n")
    assert "When `cup.size > 3`" in ran.out.replace("when", "When")
    assert medrules("pack", "docs", "old", "--format", "html", "-o", "tea.html").code == 0
    page = Path("tea.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert '<a href="https://example.org/book"' in page
    assert medrules("pack", "docs", "old", "--format", "site", "-o", "site").code == 0
    assert 'href="rules.html"' in Path("site/index.html").read_text()
    assert 'href="sources.html#source-book"' in Path("site/rules.html").read_text()


def test_docs_shows_the_change_log() -> None:
    Path("old/CHANGELOG.md").write_text("# Changes\n\n## 1.2.0\n\n- Calm <b>counts</b>.\n")
    ran = medrules("pack", "docs", "old")
    assert "## Change history" in ran.out
    assert "Calm \\<b\\>counts" in ran.out


def test_a_site_needs_a_folder() -> None:
    ran = medrules("pack", "docs", "old", "--format", "site")
    assert ran.code == 2
    assert "-o PLACE" in ran.err


def test_docs_of_no_pack() -> None:
    ran = medrules("pack", "docs", "nothing")
    assert (ran.code, ran.out) == (2, "")
    assert "MR0431" in ran.err


@pytest.mark.parametrize("command", ["docs", "diff"])
def test_help_begins_with_examples(command: str) -> None:
    ran = medrules("pack", command, "--help")
    assert ran.out.index("Examples") < ran.out.index("(default: ")


def test_diff_of_the_same_is_quiet() -> None:
    ran = medrules("pack", "diff", "old", "old")
    assert ran.code == 0
    assert "nothing differs" in ran.out


def test_diff_says_what_whose_and_which_step() -> None:
    write_pack(
        Path("new"),
        ('"tea.kind" = "black"', '"tea.kind" = "green"'),
        ("You are calm.", "So \x1b calm."),
    )
    text = Path("new/rules.toml").read_text().replace("\x1b", "\\u001b")
    Path("new/rules.toml").write_text(text)
    ran = medrules("pack", "diff", "old", "new", "--generated", "20")
    assert ran.code == 1
    assert "rule long-day: value changed" in ran.out
    assert 'tea.kind: "black" → "green"' in ran.out
    assert "for: A long day" in ran.out
    assert "a major step: the new version is 1.2.0, and should be 2.0.0 at least" in ran.out
    assert "\x1b" not in ran.out
    found = json.loads(medrules("pack", "diff", "old", "new", "--format", "json").out)
    assert found["proposal"]["step"] == "major"
    assert found["old"] == {"from": "old", "pack": "tea", "version": "1.2.0"}
    assert {one["how"] for one in found["changes"]} == {"value changed", "reworded"}
    markdown = medrules("pack", "diff", "old", "new", "--format", "markdown", "-o", "diff.md")
    assert markdown.code == 1
    assert "## Answers that change for cases" in Path("diff.md").read_text()


def test_what_cannot_be_used_is_told_with_its_line() -> None:
    write_pack(Path("new"), ("cup.size > 3", "cup.sizes > 3"))
    ran = medrules("pack", "diff", "old", "new")
    assert (ran.code, ran.out) == (2, "")
    assert "new/rules.toml" in ran.err
    assert medrules("pack", "diff", "old", "nowhere").code == 2
    assert medrules("pack", "diff", "old", "old", "--profiles", "none.jsonl").code == 2
