"""The canonical layout: what it looks like, that it says the same, and that it is its own layout."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.source.toml_writer import documents

from medrules.diagnostics.model import MedrulesError
from medrules.formatting.layout import format_toml
from medrules.formatting.reading import read_sheet
from medrules.source.text import SourceFile

REPO = Path(__file__).parents[2]
CORPUS = tomllib.loads((REPO / "tests/corpus/formatting/layout.toml").read_text(encoding="utf-8"))
PACK_FILES = sorted(
    path
    for folder in ("packs", "examples/packs")
    for path in (REPO / folder).rglob("*.toml")
    if "pyproject" not in path.name and not path.name.startswith(".")
)


def laid_out(text: str, schema: str = "content") -> str:
    return format_toml(SourceFile("x.toml", text), schema)


def said(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=str)


@pytest.mark.parametrize("case", CORPUS["layouts"], ids=lambda case: case["name"])
def test_layout(case: dict[str, str]) -> None:
    assert laid_out(case["written"], case.get("schema", "content")) == case["wanted"]
    assert laid_out(case["wanted"], case.get("schema", "content")) == case["wanted"]


@pytest.mark.parametrize("path", PACK_FILES, ids=lambda path: str(path.relative_to(REPO)))
def test_the_packs_here_are_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    schema = "cases" if path.parent.name == "cases" else "content"
    assert laid_out(text, "pack" if path.name == "pack.toml" else schema) == text


@settings(max_examples=150, deadline=None)
@given(documents(), st.sampled_from(["content", "pack", "cases"]))
def test_any_document_says_the_same_and_is_laid_out_once(
    document: tuple[str, dict[str, Any]], schema: str
) -> None:
    text, _ = document
    try:
        once = laid_out(text, schema)
    except MedrulesError:
        return  # numbers and nesting that are TOML, but that nothing here reads
    assert said(once) == said(text)
    assert laid_out(once, schema) == once
    assert once == "" or (once.endswith("\n") and not once.endswith("\n\n"))


KEYS = ["id", "title", "for", "when", "then", "because", "cites", "order", "x", "a b"]
VALUES = [
    "1", '"a"', "'b'", '"say \\"x\\""', "[ 1,2 ]", "[\n 1, # one\n 2 ]", "{ b=1,a = 2 }",
    "[{value='a'},{title='T',value='b'}]", '"""\n  two\n   lines"""', "2026-01-01", "0x1F", "[]", "{}",
]  # fmt: skip
HEADERS = [
    "[[rules]]",
    "[[tables]]",
    "[[ tables.rows ]]",
    "[[facts]]",
    "[[facts.fields]]",
    "[[enums]]",
]


@st.composite
def pack_texts(draw: Any) -> str:
    """A text made of the headers, keys and values of packs, with comments anywhere."""
    comments = st.sampled_from(
        ["", "", "", "# a\n", "\n", "# b\n\n", "\n\n# c\n", "\n# d\n\n# e\n"]
    )
    ends = st.sampled_from(["", "", " # end", "   "])
    out = [draw(comments)]
    seen: set[str] = set()
    for header in draw(st.lists(st.sampled_from(HEADERS), max_size=6)):
        if "." in header and f"[[{header.strip('[ ]').split('.')[0]}]]" not in seen:
            continue
        seen.add(header)
        out += [header, draw(ends), "\n", draw(comments)]
        for key in draw(st.lists(st.sampled_from(KEYS), max_size=5, unique=True)):
            name = f'"{key}"' if " " in key or draw(st.booleans()) else key
            out += [name, "=", draw(st.sampled_from(VALUES)), draw(ends), "\n", draw(comments)]
    return "".join(out)


def comments_of(text: str) -> list[str]:
    def inside(value: Any) -> Iterator[str]:
        for item in getattr(value, "items", ()):
            yield from item.before
            yield item.after
            yield from inside(item.value)
        yield from getattr(value, "end", ())

    sheet = read_sheet(text)
    found = list(sheet.end)
    for block in sheet.blocks:
        found += [*block.before, block.after, *block.end]
        for entry in block.entries:
            found += [*entry.before, entry.after, *inside(entry.value)]
    return sorted(one for one in found if one)


@settings(max_examples=200, deadline=None)
@given(pack_texts())
def test_comments_are_kept_and_the_layout_is_its_own(text: str) -> None:
    once = laid_out(text)
    assert said(once) == said(text)
    assert comments_of(once) == comments_of(text)
    assert sum("#" in line for line in once.split("\n")) == len(comments_of(text))
    assert laid_out(once) == once
    assert not any(line != line.rstrip() for line in once.split("\n"))
    assert "\n\n\n" not in once


def test_text_that_is_not_toml_is_refused_with_its_place() -> None:
    with pytest.raises(MedrulesError) as refused:
        laid_out("[[rules]]\nid = 'a\n")
    assert [(one.code, one.span.line) for one in refused.value.diagnostics] == [("MR0110", 2)]
