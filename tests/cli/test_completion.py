"""Completion in the shell: what Tab offers, in each shell, quickly and without a word of complaint."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
import pytest

from medrules.loading import load
from medrules_cli import completion

from .running import Ran, medrules, modules_after, script, surroundings


def bash(*words: str) -> list[str]:
    """What bash is offered for the last word; bash takes words apart at ``=``, and so does this."""
    apart: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        apart += [name, *([equals] if equals else []), *([value] if value else [])]
    ran = asked("bash_complete", " ".join(["medrules", *apart]), str(len(apart)))
    assert ran.err == ""
    return [line.partition(",")[2] for line in ran.out.splitlines() if line.startswith("plain,")]


def asked(instruction: str, words: str, place: str) -> Ran:
    patch = pytest.MonkeyPatch()
    patch.setenv("_MEDRULES_COMPLETE", instruction)
    patch.setenv("COMP_WORDS", words)
    patch.setenv("COMP_CWORD", place)
    try:
        return medrules()
    finally:
        patch.undo()


def test_commands_and_those_of_groups() -> None:
    assert bash("ex") == ["explain", "explain-code"]
    assert {"check", "test", "coverage"} <= set(bash("pack", ""))
    assert bash("pack", "cov") == ["coverage"]
    assert bash("zzz") == []


def test_options_and_their_choices() -> None:
    assert "--why-not" in bash("explain", "--")
    assert bash("evaluate", "--format", "m") == ["markdown"]
    assert bash("evaluate", "--format=j") == ["json"]
    assert bash("evaluate", "-f", "") == ["text", "json", "markdown"]


def test_facts_and_then_their_values() -> None:
    assert bash("evaluate", "--set", "support.fund") == ["support.funding", "support.funding_usd"]
    assert bash("evaluate", "--set", "support.funding=") == ["none", "partial", "full"]
    assert bash("evaluate", "me.toml", "--set", "support.funding=f") == ["full"]
    assert bash("evaluate", "--set=support.funding=f") == ["full"]
    assert bash("evaluate", "--set", "support.funding_usd=1") == []
    assert bash("evaluate", "--set", "no.such=") == []
    flags = [item.path for item in load().facts if item.path.startswith("support.")]
    assert bash("evaluate", "--set", "support.") == flags


def test_a_boolean_and_an_open_parameter() -> None:
    program = load()
    opened = [item.path for item in program.parameters if item.open]
    assert bash("evaluate", "-s", opened[0]) == [
        path for path in opened if path.startswith(opened[0])
    ]
    flag = next(
        item.path for item in program.facts if "[]" not in item.path and "Bool" in repr(item.type)
    )
    assert bash("evaluate", "-s", f"{flag}=") == ["true", "false"]


def test_members_of_a_set_one_after_the_other() -> None:
    every = bash("evaluate", "-s", "goals.motives=")
    assert "leadership" in every
    second = bash("evaluate", "-s", "goals.motives=leadership,")
    assert set(second) == {f"leadership,{one}" for one in every if one != "leadership"}
    assert bash("evaluate", "-s", "goals.motives=leadership,schol") == ["leadership,scholarship"]


def test_conclusions_and_what_they_can_be() -> None:
    degree = [
        item.path
        for item in load().derived
        if item.path.startswith("degree.") and not item.internal
    ]
    assert bash("explain", "me.toml", "degree.") == degree
    assert bash("evaluate", "me.toml", "--only", "degree.v") == ["degree.value"]
    assert bash("rules", "--concludes", "degree.v") == ["degree.value"]
    assert bash("explain", "me.toml", "--why-not", "degree.v") == ["degree.value"]
    assert bash("explain", "me.toml", "--why-not", "decision.outcome=w") == ["worthwhile"]
    internal = {item.path for item in load().derived if item.internal}
    assert internal.isdisjoint(bash("explain", "me.toml", ""))


def test_packs_codes_and_kinds_of_schemas() -> None:
    assert bash("packs", "") == [stamp.id for stamp in load().packs]
    assert bash("rules", "dec") == ["decision-flow"]
    assert bash("explain-code", "mr0101") == ["MR0101"]
    assert len(bash("explain-code", "")) > 100
    assert bash("schema", "p") == ["profile", "pack"]


def test_files_are_left_to_the_shell() -> None:
    assert asked("bash_complete", "medrules evaluate ", "2").out == "file,\n"


def test_a_pack_that_is_on_the_line_counts(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(
        '[pack]\nid = "mine"\nversion = "1.0.0"\ntitle = "t"\ndescription = "d"\nlanguage = 1\n'
        '[[facts]]\npath = "mine.flag"\ntype = "boolean"\ntitle = "A flag"\nquestion = "A flag?"\n'
    )
    assert bash("evaluate", "--pack", str(tmp_path), "--set", "mine.") == ["mine.flag"]
    assert bash("evaluate", "--pack", str(tmp_path), "--set", "mine.flag=t") == ["true"]
    assert bash("packs", "--pack", str(tmp_path), "mi") == ["mine"]
    assert bash("evaluate", "--set", "mine.") == []


def test_broken_packs_and_defects_are_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pack.toml").write_text("[pack\n")
    for words in (
        ("evaluate", "--pack", str(tmp_path), "--set", "support."),
        ("evaluate", "--pack", str(tmp_path), "--set", "support.funding=f"),
        ("evaluate", "--pack", str(tmp_path / "none"), "--only", "degree."),
    ):
        assert bash(*words) == []

    def fails(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(completion, "_program", fails)
    ran = asked("bash_complete", "medrules evaluate --set sup", "3")
    assert ran == (1, "", "")


def test_an_instruction_that_nobody_knows_is_silent() -> None:
    assert asked("tcsh_complete", "medrules ", "1") == (1, "", "")
    assert asked("bash_dance", "medrules ", "1") == (1, "", "")
    patch = pytest.MonkeyPatch()
    patch.setenv("_MEDRULES_COMPLETE", "bash_complete")
    patch.delenv("COMP_WORDS", raising=False)
    try:
        assert medrules() == (1, "", "")
    finally:
        patch.undo()


def test_zsh_and_fish_keep_the_word_whole() -> None:
    words = "medrules evaluate --set support.funding=f"
    assert asked("zsh_complete", words, "3").out == "plain\nsupport.funding=full\n_\n"
    fish = asked("fish_complete", words, "support.funding=f")
    assert fish.out == "plain,support.funding=full\n"


def test_every_shell_of_the_page_has_its_script() -> None:
    for shell in ("bash", "zsh", "fish"):
        ran = asked(f"{shell}_source", "", "")
        assert ran.code == 0
        assert "_MEDRULES_COMPLETE" in ran.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_in_a_real_bash(tmp_path: Path) -> None:
    """The words as bash takes them apart, through the function that it is given."""
    (tmp_path / "medrules").symlink_to(script()[0])
    steps = """
        PATH={folder}:$PATH
        eval "$(_MEDRULES_COMPLETE=bash_source medrules)"
        COMP_WORDS=(medrules evaluate me.toml --set support.funding = f)
        COMP_CWORD=6
        _medrules_completion medrules f =
        echo "${{COMPREPLY[@]}}"
    """
    if len(script()) > 1:
        pytest.skip("the console script is not installed")
    done = subprocess.run(
        ["bash", "--norc", "-c", steps.format(folder=tmp_path)],
        capture_output=True, text=True, env=surroundings(), timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "full", done.stderr


def test_with_a_warm_cache_no_compiler_is_loaded() -> None:
    code = "from medrules_cli.main import run\ntry: run()\nexcept SystemExit: pass\n"
    env = {"_MEDRULES_COMPLETE": "bash_complete", "COMP_CWORD": "3", "COMP_WORDS": ""}
    env["COMP_WORDS"] = "medrules evaluate --set support.funding"
    modules_after(code, env)
    out, modules = modules_after(code, env)
    assert out == "plain,support.funding\nplain,support.funding_usd\n"
    heavy = {"jsonschema", "tomlkit", "pluggy", "importlib.metadata", "tomllib", "dataclasses"}
    assert heavy & modules == set()
    assert not [name for name in modules if name.startswith(("medrules.compiler", "medrules.feel"))]


def test_names_are_those_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    context = click.Context(click.Command("x"))
    assert completion.names(context, "facts", "support.funding") == [
        "support.funding",
        "support.funding_usd",
    ]
