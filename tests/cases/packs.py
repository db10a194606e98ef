"""Packs for tests of cases: the corpus's own, or one written in a test."""

from __future__ import annotations

from pathlib import Path

from medrules.cases.model import Case, Suite
from medrules.cases.read import read_suite
from medrules.ir.program import Program
from medrules.loading import compile_folders
from medrules.packs.folder import PackFile, PackFiles, digest

CORPUS = Path(__file__).parents[1] / "corpus" / "cases"
HEAD = """[pack]
id = "corpus"
version = "1.0.0"
title = "A pack for cases"
description = "Rules to hold cases to."
language = 1
"""


def files(rules: str, cases: str = "", head: str = HEAD) -> PackFiles:
    """A pack with these rules and cases."""
    made = [PackFile("pack.toml", head.encode()), PackFile("rules.toml", rules.encode())]
    if cases:
        made.append(PackFile("cases/c.toml", cases.lstrip("\n").encode()))
    return PackFiles("/nowhere/corpus", "corpus", tuple(made), digest(made))


def compiled(rules: str, cases: str = "", head: str = HEAD) -> tuple[Program, Suite]:
    """The program of those rules, and the cases. Raises MedrulesError."""
    found = files(rules, cases, head)
    program = compile_folders([found])
    return program, read_suite(found, program, "corpus")


def base() -> str:
    """The rules of the corpus."""
    return (CORPUS / "base.toml").read_text(encoding="utf-8")


def cases_of(text: str) -> tuple[Program, tuple[Case, ...]]:
    """The program of the corpus with these cases. Raises MedrulesError."""
    program, suite = compiled(base(), text)
    return program, suite.cases
