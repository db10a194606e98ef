"""Packs that must be refused: the code, the exact place, and part of the message, from data files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from medrules.compiler.pipeline import Compiled, check_packs
from medrules.diagnostics.model import MedrulesError
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.packs.read import pack_from_files

CORPUS = Path(__file__).parents[1] / "corpus" / "rejections"
HEAD = b"""[pack]
id = "corpus"
version = "1.0.0"
title = "A pack to be refused"
description = "One mistake."
language = 1
"""
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(CORPUS.glob("*.toml"))
    if path.stem != "base"
    for case in tomllib.loads(path.read_text())["packs"]
]


def files(rules: str) -> PackFiles:
    made = [
        PackFile("base.toml", (CORPUS / "base.toml").read_bytes()),
        PackFile("pack.toml", HEAD),
        PackFile("rules.toml", rules.encode()),
    ]
    return PackFiles("/nowhere/corpus", "corpus", tuple(made), digest(made))


def refused(rules: str) -> Compiled:
    try:
        return check_packs([pack_from_files(files(rules))])
    except MedrulesError as error:
        return Compiled(None, error.diagnostics)


@pytest.mark.parametrize("case", CASES)
def test_refused(case: dict) -> None:
    compiled = refused(case["rules"])
    found = [
        (
            one.code,
            one.span.file,
            one.span.line,
            one.span.column,
            one.span.end_line,
            one.span.end_column,
        )
        for one in compiled.diagnostics
    ]
    wanted = [
        (w["code"], "corpus/rules.toml", w["line"], w["column"], w["end_line"], w["end_column"])
        for w in case["want"]
    ]
    assert found == wanted, "\n".join(str(one) for one in compiled.diagnostics)
    assert compiled.program is None
    for want, diagnostic in zip(case["want"], compiled.diagnostics, strict=True):
        assert want.get("message", "") in diagnostic.message
        assert diagnostic.help, "every refusal says what to do"


def test_the_base_of_the_corpus_is_accepted() -> None:
    compiled = check_packs([pack_from_files(files(""))])
    assert compiled.diagnostics == ()
    assert compiled.program is not None
