"""Packs that compile and are likely wrong: the code, the exact place and part of the message, from
data files, each beside a near miss that must not be reported."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from medrules.lint.inspection import Inspection, inspect
from medrules.lint.registry import all_checks
from medrules.packs.folder import PackFile, PackFiles, digest

CORPUS = Path(__file__).parents[1] / "corpus" / "lint"
TODAY = date(2026, 11, 22)
HEAD = """[pack]
id = "corpus"
version = "1.0.0"
title = "A pack to be linted"
description = "One thing that is likely wrong."
language = 1
"""
FILES = {path.stem: tomllib.loads(path.read_text()) for path in sorted(CORPUS.glob("*.toml"))}
del FILES["base"]
CASES = [
    pytest.param(case, file["select"], id=f"{stem}: {case['name']}")
    for stem, file in FILES.items()
    for case in file["packs"]
]


def pack(rules: str, head: str = "", cases: str = "", *, base: bool = True) -> PackFiles:
    made = [PackFile("pack.toml", (HEAD + head).encode()), PackFile("rules.toml", rules.encode())]
    if base:
        made.insert(0, PackFile("base.toml", (CORPUS / "base.toml").read_bytes()))
    if cases:
        made.append(PackFile("cases/cases.toml", cases.encode()))
    return PackFiles("/nowhere/corpus", "corpus", tuple(made), digest(made))


def linted(case: dict, select: list[str]) -> Inspection:
    files = pack(
        case["rules"], case.get("pack", ""), case.get("cases", ""), base=case.get("base", True)
    )
    return inspect(files, today=TODAY, select=(*select, "MR0899"))


@pytest.mark.parametrize(("case", "select"), CASES)
def test_found(case: dict, select: list[str]) -> None:
    found = linted(case, select)
    told = "\n".join(f"{one}; labels: {one.labels}" for one in found.diagnostics)
    assert found.linted, told
    places = [
        (one.code, Path(one.span.file).name, one.span.line, one.span.column)
        for one in found.diagnostics
    ]
    wanted = [
        (want["code"], want.get("file", "rules.toml"), want["line"], want["column"])
        for want in case["want"]
    ]
    assert places == wanted, told
    for want, diagnostic in zip(case["want"], found.diagnostics, strict=True):
        assert want["message"] in diagnostic.message
        assert diagnostic.help, "every finding says what to do"
        if "label" in want:
            label = diagnostic.labels[0].span
            assert [label.line, label.column] == want["label"], told


def test_every_check_has_a_file_with_findings_and_near_misses() -> None:
    for check in all_checks():
        file = FILES[check.name]
        assert set(file["select"]) == set(check.codes), check.name
        wanted = {want["code"] for case in file["packs"] for want in case["want"]}
        assert wanted - {"MR0899"} == set(check.codes), check.name
        assert any(not case["want"] for case in file["packs"]), f"{check.name} lacks a near miss"
