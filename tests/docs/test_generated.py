"""Pages made from code are what the code makes now; links lead somewhere; modules say what they do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
from tests.docs.pages import generate, sessions

from medrules.compiler.pipeline import STAGES
from medrules.diagnostics.codes import all_codes
from medrules.feel.operators import OPERATORS
from medrules.ir.program import Policy
from medrules_cli.group import group

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
REVIEWS = ("engine/medrules/lint", "engine/medrules/cases/run.py")
"""What finds faults without refusing anything."""
LINKED = [*sessions.pages(), *sorted(ROOT.glob("C*.md")), *sorted(REFERENCE.rglob("*.md"))]


def test_the_reference_pages_are_what_the_code_makes(tmp_path: Path) -> None:
    made = {
        page.relative_to(tmp_path): page.read_text(encoding="utf-8")
        for page in generate.write_all(tmp_path)
    }
    kept = {
        page.relative_to(REFERENCE): page.read_text(encoding="utf-8")
        for page in REFERENCE.rglob("*.md")
    }
    assert sorted(kept) == sorted(made), (
        "run python docs/generate.py; delete pages that are no more"
    )
    stale = [str(name) for name, text in made.items() if kept[name] != text]
    assert not stale, "run python docs/generate.py"


def test_every_code_has_a_page_that_says_how_to_mend_it() -> None:
    for code in all_codes():
        page = REFERENCE / "codes" / f"{code.code}.md"
        assert code.mend in page.read_text(encoding="utf-8")


def test_every_operator_is_in_the_reference_with_its_examples() -> None:
    page = (REFERENCE / "functions.md").read_text(encoding="utf-8")
    for entry in OPERATORS.values():
        assert f"### `{entry.name}`" in page
        for text, value in entry.examples:
            assert f"{text}  →  {value}" in page
    assert "```\n```" not in page


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for found in LINK.finditer(text):
        target = found.group(1) or found.group(2)
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, heading = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.is_file(), f"{page.name} links to {target}"
        if heading:
            assert heading in _anchors(there), f"{page.name} links to {target}"


def _anchors(page: Path) -> set[str]:
    titles = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in sorted(DOCS.glob("*.md")):
        if page.name != "index.md":
            assert re.search(rf"^{page.stem}$", index, re.MULTILINE), f"{page.name} is in no list"


def test_the_architecture_page_names_every_folder_and_stage() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    for folder in sorted((ROOT / "engine" / "medrules").iterdir()):
        if (folder / "__init__.py").exists():
            assert f"engine/medrules/{folder.name}/" in page, f"{folder.name} is not on the page"
    for named in re.findall(r"`((?:engine|cli|tests)/[\w./]+)`", page):
        assert (ROOT / named).exists(), f"the page names {named}"
    for stage in STAGES:
        assert f"| {stage.name} | {stage.contract} |" in page


def test_the_language_page_names_every_hit_policy() -> None:
    page = (DOCS / "language.md").read_text(encoding="utf-8")
    for policy in Policy:
        assert f"`{policy}`" in page


def test_the_command_reference_names_every_command_and_option() -> None:
    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    context = click.Context(group)
    for name in group.list_commands(context):
        _in_the_reference(page, name, group.get_command(context, name))


def _in_the_reference(page: str, name: str, command: click.Command | None) -> None:
    assert f"`medrules {name}" in page, f"medrules {name} is not in the reference"
    assert command is not None
    if isinstance(command, click.Group):
        if name != "dmn":
            context = click.Context(command)
            for inner in command.list_commands(context):
                _in_the_reference(page, f"{name} {inner}", command.get_command(context, inner))
        return
    for option in command.params:
        if isinstance(option, click.Option):
            assert f"`{option.opts[-1]}" in page, (
                f"{name} {option.opts[-1]} is not in the reference"
            )


def test_modules_say_what_comes_in_what_goes_out_and_what_is_refused() -> None:
    silent: list[str] = []
    for root in ("engine/medrules", "cli/medrules_cli", "schemas/medrules_schemas"):
        for module in sorted((ROOT / root).rglob("*.py")):
            tree = ast.parse(module.read_text(encoding="utf-8"))
            said = ast.get_docstring(tree) or ""
            wanted = ["In:", "Out:"] if _works(tree) else []
            if _refuses(tree) and not any(module.is_relative_to(ROOT / one) for one in REVIEWS):
                wanted.append("refuse")
            if not said or any(word.lower() not in said.lower() for word in wanted):
                silent.append(str(module.relative_to(ROOT)))
    assert not silent, f"their docstrings lack a part: {silent}"


def _works(tree: ast.Module) -> bool:
    """Whether the module has public functions, not records alone."""
    return any(
        isinstance(node, ast.FunctionDef) and not node.name.startswith("_") for node in tree.body
    )


def _refuses(tree: ast.Module) -> bool:
    """Whether the module makes diagnostics."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "report"
        for node in ast.walk(tree)
    )
