"""Help and usage: examples first, nothing cut, every typo answered."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from medrules_cli.group import group
from medrules_cli.options import Command

from .running import medrules


def commands(
    above: click.Group = group, names: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it, groups too."""
    context = click.Context(above)
    for name in above.list_commands(context):
        found = above.get_command(context, name)
        assert found is not None
        yield (*names, name), found
        if isinstance(found, click.Group):
            yield from commands(found, (*names, name))


ALL = list(commands())
LEAVES = [(names, one) for names, one in ALL if not isinstance(one, click.Group)]
GROUPS = [((), group), *((names, one) for names, one in ALL if isinstance(one, click.Group))]


def ids(given: list[tuple[tuple[str, ...], click.Command]]) -> list[str]:
    return [" ".join(names) or "medrules" for names, _ in given]


@pytest.mark.parametrize(("names", "command"), LEAVES, ids=ids(LEAVES))
def test_the_examples_come_first_and_are_of_this_command(
    names: tuple[str, ...], command: click.Command
) -> None:
    assert isinstance(command, Command)
    ran = medrules(*names, "--help")
    assert (ran.code, ran.err) == (0, "")
    usage, _, rest = ran.out.partition("\n\n")
    assert usage.startswith(f"Usage: medrules {' '.join(names)} [OPTIONS]")
    assert rest.startswith("Examples:\n  ")
    examples = rest.partition("\n\n")[0].splitlines()[1:]
    assert any(f"medrules {' '.join(names)}" in line for line in examples)
    for line in examples:
        assert line.strip() in rest, "an example is never broken across lines"


@pytest.mark.parametrize(("names", "command"), LEAVES, ids=ids(LEAVES))
def test_the_options_in_the_examples_exist(names: tuple[str, ...], command: click.Command) -> None:
    assert isinstance(command, Command)
    known = dict(LEAVES)
    for line in command.examples.strip().splitlines():
        for part in re.split(r"&&|\|", line):
            words = shlex.split(part, comments=True)
            if "medrules" not in words:
                continue
            words = words[words.index("medrules") + 1 :]
            named = next(name for name in ((*words[:2],), (*words[:1],)) if name in known)
            options = {
                option
                for parameter in known[named].params
                for option in (*parameter.opts, *parameter.secondary_opts)
            }
            given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            assert given <= options, line


@pytest.mark.parametrize(("names", "above"), GROUPS, ids=ids(GROUPS))
def test_groups_list_every_command_with_a_whole_sentence(
    names: tuple[str, ...], above: click.Group
) -> None:
    ran = medrules(*names, "--help")
    assert ran.code == 0
    listed = ran.out.partition("Commands:\n")[2]
    flat = " ".join(listed.split())
    for name in above.list_commands(click.Context(above)):
        command = above.get_command(click.Context(above), name)
        assert command is not None
        sentence = command.get_short_help_str(1000)
        assert sentence.endswith("."), f"{name}: {sentence}"
        assert f"{name} {sentence}" in flat
    assert "..." not in listed


@pytest.mark.parametrize(("names", "command"), LEAVES, ids=ids(LEAVES))
def test_every_option_says_what_it_does(names: tuple[str, ...], command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{names} {parameter.name}"
            assert parameter.help.endswith((".", ").")), parameter.help
            assert "-h" not in parameter.opts


def test_the_group_of_packs_says_all_that_it_is_for() -> None:
    ran = medrules("pack", "--help")
    first = ran.out.split("\n\n")[1].strip()
    for word in ("check", "test", "build"):
        assert word in first.lower()


def test_the_version() -> None:
    from medrules.version import __version__

    assert medrules("--version").out == f"medrules {__version__}\n"
    assert medrules("-V").code == 0


def test_no_command_at_all_shows_the_help_and_is_no_success() -> None:
    ran = medrules()
    assert ran.code == 2
    assert "Start here:" in ran.err + ran.out


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["evaluat", "x"], 'Did you mean "evaluate"?'),
        (["explian", "x"], 'Did you mean "explain"'),
        (["fact"], 'Did you mean "facts"?'),
        (["pack", "chek"], 'Did you mean "check"?'),
        (["pack", "tset"], 'Did you mean "test"?'),
        (["dmn", "rn"], 'Did you mean "run"?'),
        (["evaluate", "--frmat", "json", "x"], "Did you mean '--format'?"),
        (["evaluate", "x", "-f", "jsn"], "'text', 'json', 'markdown'"),
        (["pack", "check", "--format", "srif"], "'sarif'"),
    ],
)
def test_typos_are_answered(args: list[str], hint: str) -> None:
    ran = medrules(*args)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.err
    assert ran.err.startswith("Usage: medrules ")


def test_a_command_far_from_every_other_gets_no_guess() -> None:
    ran = medrules("zzzzzzzz")
    assert ran.code == 2
    assert ran.err.rstrip().endswith("Error: No such command 'zzzzzzzz'.")


@pytest.mark.parametrize(
    "args",
    [["evaluate"], ["explain"], ["schema"], ["evaluate", "a", "b"], ["facts", "--set", "x=1"]],
)
def test_too_few_and_too_many_words_are_usage_errors(args: list[str]) -> None:
    ran = medrules(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "Try 'medrules " in ran.err


def test_a_module_without_a_command_is_a_defect_and_not_a_missing_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import medrules_cli.commands.facts as module

    monkeypatch.setattr(module, "command", None)
    with pytest.raises(TypeError, match="is no click command"):
        group.get_command(click.Context(group), "facts")
