"""What the README and the pages show is what happens.

Every session is run and compared with its page; every Python snippet is run as a doctest; every
FEEL example is checked against the vocabulary of the built-in packs.
"""

from __future__ import annotations

import difflib
import doctest
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.docs.pages import sessions
from tests.feel_meaning.evaluating import evaluate as evaluate_expr

from medrules.exact_json import to_text
from medrules.feel.checker import Scope, Symbol, lower_expression, scope_of
from medrules.ir.types import BOOLEAN, RecordTypeOf
from medrules.loading import load
from medrules.source.located import Located
from medrules.source.span import NOWHERE

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
NEEDED = {"targets-durable.md": "durable_rules_engine"}
"""What the sessions of a page need that may not be installed, as there is no such thing everywhere."""


def _marks(page: Path) -> list[pytest.MarkDecorator]:
    needed = NEEDED.get(page.name, "re")
    return [pytest.mark.skipif(find_spec(needed) is None, reason=f"{needed} is not installed")]


PAGES = [pytest.param(page, id=page.name, marks=_marks(page)) for page in sessions.pages()]

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="the sessions are for a shell")


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_sessions_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    shown = _text(page)
    now = sessions.refreshed(shown, tmp_path)
    difference = "\n".join(
        difflib.unified_diff(shown.splitlines(), now.splitlines(), "the page", "now", lineterm="")
    )
    assert not difference, (
        f"{difference}\nIf the new output is right: python docs/sessions.py {page}"
    )


@pytest.mark.parametrize("page", PAGES)
def test_no_session_shows_a_defect_or_a_place_on_this_machine(page: Path) -> None:
    printed = "\n".join(sessions.blocks(_text(page), "console"))
    for word in ("Traceback", "internal error", str(ROOT), "/tmp/"):
        assert word not in printed


@pytest.mark.parametrize("page", PAGES)
def test_python_snippets_do_what_they_say(page: Path, tmp_path: Path) -> None:
    snippets = [body for body in sessions.blocks(_text(page), "python") if ">>>" in body]
    test = doctest.DocTestParser().get_doctest("\n".join(snippets), {}, page.name, str(page), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert result.failed == 0, "".join(said)


def test_the_readme_shows_sessions_and_python() -> None:
    text = _text(README)
    sessions_shown = "".join(sessions.blocks(text, "console"))
    assert sessions_shown.count("$ medrules evaluate") >= 2
    assert sessions_shown.count("$ medrules explain") >= 2
    assert ">>> from medrules import evaluate, load" in text


def _setup() -> list[str]:
    text = _text(README)
    section = text[text.index("## Set up") : text.index("## What it does")]
    return [line for body in sessions.blocks(section, "sh") for line in body.splitlines()]


def test_two_commands_set_up_a_fresh_machine_and_the_checks_run_them() -> None:
    commands = _setup()
    assert len(commands) == 2
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace(" --quiet", "")
    for command in commands:
        for step in command.split(" && "):
            assert step in checks, f"{step!r} is in the README but not in .ci/run"


def test_the_profile_of_the_first_command_exists() -> None:
    found = re.search(r"medrules evaluate (\S+)", _setup()[0])
    assert found
    assert (ROOT / found.group(1)).is_file()


def _scope() -> Scope:
    program = load()
    symbols = [Symbol(item.path, item.type, "given", NOWHERE) for item in program.facts]
    symbols += [Symbol(item.path, item.type, "derived", NOWHERE) for item in program.derived]
    symbols += [Symbol(item.path, item.type, "parameter", NOWHERE) for item in program.parameters]
    records = {}
    for item in program.lists:
        inside = f"{item.path}[]."
        fields = [(one.path, one.type) for one in symbols if one.path.startswith(inside)]
        named = tuple((path.removeprefix(inside), kind) for path, kind in fields)
        records[item.path] = RecordTypeOf(item.path, named)
    return scope_of(symbols, records)


FEEL = [
    pytest.param(line, id=line)
    for page in sessions.pages()
    for body in sessions.blocks(page.read_text(encoding="utf-8"), "feel")
    for line in body.splitlines()
]


@pytest.mark.parametrize("line", FEEL)
def test_feel_examples_mean_what_the_page_says(line: str) -> None:
    text, arrow, value = (part.strip() for part in line.partition("→"))
    lowered = lower_expression(Located.unplaced(text), _scope())
    assert lowered.diagnostics == ()
    assert lowered.expr is not None
    if arrow:
        assert to_text(evaluate_expr(lowered.expr)).strip() == value
    elif not text.startswith(("if ", "for ", "max")):
        assert lowered.expr.type == BOOLEAN
