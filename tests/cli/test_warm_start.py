"""What a warm run imports: nothing that only compiling, checking packs or looking for them needs."""

from __future__ import annotations

from .running import COMPLETE, OPEN, modules_after

RUN = """
from medrules_cli.main import run
try:
    run({args!r})
except SystemExit as ending:
    assert ending.code == 0
"""
HEAVY = {
    "jsonschema", "pluggy", "tomlkit", "jinja2", "difflib", "dataclasses", "importlib.metadata",
    "json.decoder", "pickle", "subprocess", "hashlib", "argparse",
}  # fmt: skip
PARSERS = {"click", "inspect", "gettext"}
COMPILING = (
    "medrules.compiler", "medrules.feel.parser", "medrules.feel.lexer", "medrules.feel.checker",
    "medrules.packs.read", "medrules.packs.validate", "medrules.lint", "medrules.cases",
    "medrules.dmn", "medrules.plugins", "medrules_packs", "medrules_schemas",
)  # fmt: skip


def warm(*args: str) -> tuple[str, set[str]]:
    code = RUN.format(args=list(args))
    modules_after(code)
    return modules_after(code)


def test_evaluate_on_a_settled_profile_imports_little() -> None:
    out, modules = warm("evaluate", COMPLETE)
    assert "Worth taking" in out
    assert modules & HEAVY == set()
    assert [name for name in modules if name.startswith(COMPILING)] == []
    assert not [name for name in modules if name.startswith("medrules.settle")], "all is settled"
    assert modules & PARSERS == set(), "a plain command line"


def test_evaluate_on_an_open_profile_imports_little_more() -> None:
    out, modules = warm("evaluate", OPEN, "--format", "json")
    assert '"provisional"' in out
    assert modules & {"jsonschema", "pluggy", "tomlkit", "jinja2", "importlib.metadata"} == set()
    assert [name for name in modules if name.startswith(COMPILING)] == []
    assert modules & PARSERS == set()
    assert "medrules.settle.made_up" not in modules, "what a blank profile leaves open is kept"
    assert "medrules.ir.invariants" not in modules, "and what conclusions look at"


def test_help_and_the_version_load_no_engine() -> None:
    _, modules = modules_after(RUN.format(args=["--version"]))
    assert not [name for name in modules if name.startswith(("medrules.ir", "medrules.source"))]


def test_importing_the_library_imports_nothing_of_it() -> None:
    _, modules = modules_after("import medrules; medrules.__version__")
    assert {name for name in modules if name.startswith("medrules")} == {
        "medrules",
        "medrules.version",
    }
