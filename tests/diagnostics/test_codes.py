"""Every code is explained once, stands in the range of its area, and is really used."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from medrules.diagnostics.codes import AREAS, all_codes, codes_by_file, lookup, report
from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.model import Label, Severity
from medrules.source.span import NOWHERE, Span

ROOT = Path(__file__).parents[2]
CODES_FOLDER = ROOT / "engine" / "medrules" / "diagnostics" / "codes"
LITERAL = re.compile(r"""["'](MR\d{4})["']""")


def used_codes() -> set[str]:
    """The codes that stand as literals in the sources, the area files left out."""
    used: set[str] = set()
    for root in ("engine", "cli", "packs", "schemas"):
        for file in (ROOT / root).rglob("*.py"):
            if CODES_FOLDER not in file.parents:
                used.update(LITERAL.findall(file.read_text("utf-8")))
    return used


def repeated(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def test_no_code_is_given_twice_and_no_name_twice_in_a_file() -> None:
    files = codes_by_file().values()
    assert repeated([code.code for codes in files for code in codes]) == []
    assert [repeated([code.name for code in codes]) for codes in files] == [[] for _ in files]


def test_every_area_file_is_found() -> None:
    files = {file.stem for file in CODES_FOLDER.glob("*.py")} - {"__init__", "code"}
    assert set(codes_by_file()) == files
    assert "reading" in files


@pytest.mark.parametrize("file", sorted(codes_by_file()))
def test_a_file_keeps_to_one_area(file: str) -> None:
    codes = codes_by_file()[file]
    assert all(re.fullmatch(r"MR\d{4}", code.code) for code in codes)
    areas = {code.code[2:4] for code in codes}
    assert len(areas) == 1
    assert areas <= set(AREAS)


@pytest.mark.parametrize("code", all_codes(), ids=lambda code: code.code)
def test_a_code_is_explained(code: Code) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name)
    assert isinstance(code.severity, Severity)
    for text in (code.what, code.why, code.example, code.mend):
        assert text.strip()
    for sentence in (code.what, code.why):
        assert sentence[0].isupper() or sentence[0] in '`["'
        assert sentence.rstrip()[-1] in ".`?"


def test_every_code_in_the_sources_is_registered() -> None:
    assert used_codes() - {code.code for code in all_codes()} == set()


def test_every_registered_code_is_used_in_the_sources() -> None:
    assert {code.code for code in all_codes()} - used_codes() == set()


def test_codes_are_listed_by_number() -> None:
    numbers = [code.code for code in all_codes()]
    assert numbers == sorted(numbers)


def test_a_report_has_the_severity_of_its_code() -> None:
    span = Span("f", 1, 2, 1, 3)
    found = report("MR0113", "twice", span, [Label(span, "first")], "keep one")
    assert found.severity is lookup("MR0113").severity is Severity.ERROR
    assert found.labels == (Label(span, "first"),)
    assert (found.message, found.span, found.help) == ("twice", span, "keep one")
    assert report("MR0101", "x").span == NOWHERE


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        report("MR9999", "x")
    with pytest.raises(KeyError):
        lookup("0101")
