"""Names and texts of packs stay names and texts, whatever they look like; and generated code stands alone."""

from __future__ import annotations

import ast
import sys
from subprocess import run as run_process

import pytest
from tests.cli.running import medrules
from tests.interpreter.building import (
    both,
    compare,
    const,
    derived,
    fact,
    field,
    holds,
    program,
    record_list,
    ref,
    rule,
)

from medrules.ir.evaluation import Profile
from medrules.ir.expr import CompareOp, Expr
from medrules.ir.program import Policy
from medrules.ir.types import TEXT, EnumType, ListType, SetType, Type
from medrules.ir.values import UNKNOWN
from medrules.targets.python import compiled
from medrules.targets.python.text import escaped

from .comparing import unlike

NASTY = (
    "'",
    '"',
    '"""',
    "'''",
    "\\",
    "\\'",
    "\n",
    "\r\nimport os",
    "\u2028x = 1",
    "\x00",
    "\u202eevil",
    "\ud800",
    "{x}",
    "%s",
    "#",
    "note_0_",
    "class",
    "None",
    "__import__('os').abort()",
    "ünïcode ✓",
    "",
)


def _equal(op: CompareOp, path: str, text: str, kind: Type) -> Expr:
    return compare(op, ref(path, kind), const(text, kind))


@pytest.mark.parametrize("text", NASTY)
def test_texts_and_ids_are_only_that(text: str) -> None:
    kind = EnumType("nasty", (text, f"{text}2"))
    made = program(
        [fact("word", TEXT), fact("one", kind), fact("some", SetType(kind))],
        [
            derived("same", TEXT, Policy.UNIQUE),
            derived("of", kind, Policy.FIRST),
            derived("all", SetType(kind), Policy.COLLECT),
            derived("list", ListType(TEXT), Policy.RULE_ORDER),
        ],
        [
            rule("same", const(text, TEXT), _equal("=", "word", text, TEXT), id=f"a/{text}"),
            rule("of", const(text, kind), _equal("=", "one", text, kind), id=f"b/{text}"),
            rule("all", const(text, kind), holds(ref("some", SetType(kind)), text), id=f"c/{text}"),
            rule("list", const(text, TEXT), _equal("!=", "word", "-", TEXT), id=f"d/{text}"),
        ],
    )
    code = compiled(made)
    full = {"word": text, "one": text, "some": frozenset({text})}
    for facts in (full, {}, {"word": "other", "one": f"{text}2", "some": frozenset()}):
        assert unlike(made, Profile(facts, {}, {}), code) == []
    names: dict[str, object] = {}
    exec(compile(code.source, "generated", "exec"), names)
    answer = names["answer"](full)  # type: ignore[operator]
    assert answer == {"same": text, "of": text, "all": frozenset({text}), "list": (text,)}
    _only_expected(code.source)


@pytest.mark.parametrize(
    "path", ["class", "None.x", "a.b", "a_b", "f.unknown", "facts", "ünï.ç", "1st", "x' + y", "\n"]
)
def test_paths_are_mangled(path: str) -> None:
    made = program(
        [fact(path), fact("a.b.c"), fact("a_b.c")],
        [derived(f"{path}.end"), derived("end")],
        [
            rule(f"{path}.end", True, ref(path)),
            rule("end", True, both(ref("a.b.c"), ref("a_b.c"), ref(f"{path}.end"))),
        ],
    )
    code = compiled(made)
    for facts in ({path: True, "a.b.c": True, "a_b.c": True}, {path: True}, {"a_b.c": False}):
        assert unlike(made, Profile(facts, {}, {}), code) == []
    _only_expected(code.source)


def test_names_of_lists_fields_and_variables_are_mangled() -> None:
    made = program(
        [fact("class[].def", TEXT), fact("class[].in")],
        [derived("class[].good"), derived("x", SetType(EnumType("e", ("m",))), Policy.COLLECT)],
        [
            rule("class[].good", True, field("lambda", "class", "in"), ("lambda", "class")),
            rule("x", "m", field("unknown", "class", "in"), ("unknown", "class")),
        ],
        [record_list("class", "def")],
    )
    code = compiled(made)
    for rows in (({"def": "a", "in": True}, {"def": "b", "in": False}), ({"def": "a"},), ()):
        assert unlike(made, Profile({}, {"class": rows}, {}), code) == []
    assert unlike(made, Profile({}, {}, {}), code) == []


def test_comments_stay_on_their_line() -> None:
    assert escaped("a\nb\u2028c\u202ed\x00é") == "a\\nb\\u2028c\\u202ed\\x00é"


def test_unknown_in_a_flat_dict_is_not_given() -> None:
    made = program(
        [fact("a"), fact("n", TEXT)],
        [derived("yes"), derived("no")],
        [
            rule("yes", True, ref("a")),
            rule("no", True, compare("!=", ref("n", TEXT), const("x", TEXT))),
        ],
    )
    answer = compiled(made).function
    assert answer({"a": UNKNOWN, "n": UNKNOWN}) == {"yes": UNKNOWN, "no": UNKNOWN}
    assert answer({"a": True, "n": UNKNOWN}) == {"yes": True, "no": UNKNOWN}
    assert answer({}) == {"yes": UNKNOWN, "no": UNKNOWN}
    assert answer({"a": True, "n": "y"}) == {"yes": True, "no": True}


def test_the_text_runs_in_a_python_of_its_own(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ran = medrules("compile", "--to", "python")
    assert (ran.code, ran.err) == (0, "")
    (tmp_path / "rules.py").write_text(ran.out, encoding="utf-8")
    script = "import rules; print(rules.answer({'goals.primary_identity': 'clinician'})['decision.outcome'])"
    done = run_process(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "skip\n", "")


def _only_expected(text: str) -> None:
    """The module holds one import, constants, functions, and nothing else."""
    made = ast.parse(text)
    assert all(
        isinstance(one, ast.ImportFrom | ast.Assign | ast.FunctionDef | ast.Expr)
        for one in made.body
    )
    assert [one.module for one in made.body if isinstance(one, ast.ImportFrom)] == [
        "medrules.targets.python.runtime"
    ]
    names = {one.id for one in ast.walk(made) if isinstance(one, ast.Name)}
    assert not names & {"__import__", "os", "eval", "exec", "open"}
    assert all(name.isascii() for name in names)
