"""What a command tells to type next can be pasted: same packs, settings and lock, names quoted."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from .running import OPEN, ROOT, medrules

HOUSE = ROOT / "examples" / "packs" / "example-university" / "example_university"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(HOUSE, "our house")
    shutil.copy(OPEN, "my profile.toml")


def suggested(text: str) -> list[list[str]]:
    """Each suggested command, as a shell takes it apart."""
    return [shlex.split(one) for one in re.findall(r"\bmedrules .+?(?=, or |\"|$)", text, re.M)]


def pasted(words: list[str], code: int = 0) -> str:
    """What the suggested command prints; its placeholder stands for a profile."""
    given = ["my profile.toml" if word == "PROFILE" else word for word in words]
    ran = medrules(*given[1:])
    assert ran.code == code, (words, ran.err)
    return ran.out


def test_what_a_report_suggests_asks_the_same_again() -> None:
    assert medrules("packs", "--pack", "our house", "--lock", "it is.lock").code == 0
    options = ("--pack", "our house", "--set", "plan.move=none", "--locked", "it is.lock")
    ran = medrules(
        "evaluate", "my profile.toml", *options, "--only", "decision", "--only", "degree"
    )
    assert ran.code == 0, ran.err
    to_try, to_see = suggested(ran.out)
    for words in (to_try, to_see):
        for word in options:
            assert word in words
    assert "decision.outcome" in pasted(to_try)
    shown = pasted(to_see)
    assert "Should you take the degree?" in shown
    assert "Value of the degree for your direction" in shown


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_what_the_whole_report_suggests_can_be_pasted(format_: str) -> None:
    ran = medrules("evaluate", "my profile.toml", "--pack", "our house", "-f", format_)
    found = suggested(ran.out.replace("`", ""))
    assert len(found) == 2
    for words in found:
        assert pasted(words)


def test_a_new_profile_and_a_new_lock_are_named_with_their_packs() -> None:
    made = medrules("init", "her profile.toml", "--pack", "our house")
    (words,) = suggested(made.err)
    assert words == ["medrules", "evaluate", "her profile.toml", "--pack", "our house"]
    locked = medrules("packs", "--pack", "our house", "--lock", "it is.lock")
    (words,) = suggested(locked.err)
    assert words[-4:] == ["--pack", "our house", "--locked", "it is.lock"]
    assert pasted(words)


def test_folders_with_blanks_are_quoted() -> None:
    Path("our house", "parameters.toml").write_bytes(b"\n\n")
    checked = medrules("pack", "fmt", "our house", "--check")
    (words,) = suggested(checked.err)
    pasted(words)
    built = medrules("pack", "build", "our house", "-o", "my wheels")
    (words,) = suggested(built.err)
    assert words[:3] == ["medrules", "pack", "verify"]
    assert Path(words[-1]).parent == Path("my wheels")
    pasted(words)


def test_a_model_becomes_a_pack_whose_check_is_named() -> None:
    assert medrules("dmn", "export", "our house", "-o", "it is.dmn").code in (0, 1)
    told = medrules("dmn", "import", "it is.dmn", "-o", "a new pack")
    assert told.code in (0, 1), told.err
    (words,) = suggested(told.err.splitlines()[-1])
    assert words == ["medrules", "pack", "check", "a new pack"]


def test_a_pack_over_another_folder_names_it() -> None:
    made = medrules(
        "pack", "new", "north", "--pack", "our house", "--requires", "example-university"
    )
    assert made.code == 0, made.err
    for words in suggested(made.err):
        pasted(words)
