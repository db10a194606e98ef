"""The table of docs/unknown.md: what a missing value is in a pack, in a model, and with --unknown."""

from __future__ import annotations

import pytest

from medrules.dmn.evaluate import Evaluator
from medrules.dmn.read import read_model
from medrules.evaluating import machine_for
from medrules.ir.evaluation import Profile
from medrules.ir.values import UNKNOWN
from medrules.loading import compile_folders
from medrules.packs.folder import PackFile, PackFiles, digest

from .model_text import decision, given, literal, model, table

FORMS = [
    ("x", None, "number"),
    ("x = 1", False, "boolean"),
    ("x = null", True, "boolean"),
    ("x < 1", None, "boolean"),
    ("x < 1 and false", False, "boolean"),
    ("not(x < 1)", None, "boolean"),
    ("if x < 1 then 2 else 3", 3, "number"),
]
DECIDED = {"x < 1 and false": False}
"""What no missing value can change."""


@pytest.mark.parametrize(("text", "null", "kind"), FORMS)
def test_one_form_in_all_three(text: str, null: object, kind: str) -> None:
    parts = model(given("x", "number"), decision("d", literal(text), "i_x"))
    evaluator = Evaluator(read_model(parts, "m.dmn"))
    open_ = DECIDED.get(text, UNKNOWN)
    assert evaluator.run({}).values == {"d": null}
    assert evaluator.run({}, missing=UNKNOWN).values == {"d": open_}
    pack = (
        '[pack]\nid = "p"\nversion = "1.0.0"\ntitle = "P"\ndescription = "T."\nlanguage = 1\n'
        '[[facts]]\npath = "x"\ntype = "number"\n'
        f'[[conclusions]]\npath = "d"\ntype = "{kind}"\n'
        f'[[formulas]]\nid = "d"\nconclusion = "d"\nvalue = "{text}"\ncites = ["none: a test"]\n'
    )
    files = [PackFile("pack.toml", pack.encode())]
    program = compile_folders([PackFiles("p", "p", tuple(files), digest(files))])
    assert machine_for(program).run(Profile({}, {}, {})).values["d"] == open_


def test_a_rule_whose_test_is_null_does_not_match_and_one_that_is_unknown_may_yet() -> None:
    rows = (("< 1", '"low"'), (">= 1", '"high"'))
    text = table("UNIQUE", ("x",), ("",), *rows, defaults=('"none"',))
    parts = model(given("x", "number"), decision("d", text, "i_x"))
    evaluator = Evaluator(read_model(parts, "m.dmn"))
    assert evaluator.run({}).values == {"d": "none"}
    assert evaluator.run({}, missing=UNKNOWN).values == {"d": UNKNOWN}
