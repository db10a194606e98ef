"""All cases of compliance level 2 of the public suite, each one a test; and the runner itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from .__main__ import SUITE, main
from .cases import Case, read_cases
from .runner import as_csv, run_case, same

CASES = read_cases(SUITE) if SUITE.is_dir() else []

needs_suite = pytest.mark.skipif(
    not CASES, reason="the conformance suite is not there: ../shared/dmn-tck"
)


@needs_suite
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}-{case.id}")
def test_the_case_passes(case: Case) -> None:
    assert run_case(case).problem == ""


@needs_suite
def test_the_suite_is_whole() -> None:
    assert len(CASES) == 116
    assert sum(len(case.expected) for case in CASES) == 126
    assert len({case.model for case in CASES}) == 28


MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m"
namespace="urn:m"><inputData name="x" id="x"><variable name="x" typeRef="number"/></inputData>
<decision name="twice" id="d"><variable name="twice"/><informationRequirement>
<requiredInput href="#x"/></informationRequirement><literalExpression><text>x * 2</text>
</literalExpression></decision></definitions>"""

TESTS = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<modelName>m.dmn</modelName>
<testCase id="1"><inputNode name="x"><value xsi:type="xsd:decimal">2</value></inputNode>
<resultNode name="twice"><expected><value xsi:type="xsd:decimal">4</value></expected></resultNode>
</testCase>
<testCase id="2"><inputNode name="x"><value xsi:type="xsd:decimal">2</value></inputNode>
<resultNode name="twice"><expected><value xsi:type="xsd:decimal">5</value></expected></resultNode>
</testCase>
<testCase id="3"><inputNode name="x"><value xsi:nil="true"/></inputNode>
<resultNode name="thrice"><expected><value xsi:nil="true"/></expected></resultNode>
</testCase></testCases>"""


def test_any_folder_can_be_run_and_failures_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "level" / "m"
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_text(MODEL)
    (folder / "m-test.xml").write_text(TESTS)
    assert main([str(tmp_path)]) == 1
    told = capsys.readouterr()
    first, second, third = told.out.splitlines()
    assert first == '"level/m","m-test","1","SUCCESS",""'
    assert second.startswith('"level/m","m-test","2","ERROR","twice: expected Decimal(\'5\'), got')
    assert '"3","ERROR"' in third
    assert "MR0920" in third
    assert told.err == "1 of 3 cases pass\n"


def test_a_folder_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all"]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_a_folder_without_a_case_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no case in" in capsys.readouterr().err


def test_csv_of_nothing_is_nothing() -> None:
    assert as_csv([], Path()) == ""


@pytest.mark.parametrize(
    ("expected", "actual", "answer"),
    [
        (Decimal("0.33333333333"), Decimal(1) / Decimal(3), True),
        (Decimal(1), 1, True),
        (Decimal(1), True, False),
        (Decimal(1), Decimal("1.001"), False),
        (Decimal(1), None, False),
        ("1", 1, False),
        (None, None, True),
        (None, False, False),
        (("a",), ("a",), True),
        (("a",), ("a", "b"), False),
        ({"a": Decimal(1)}, {"a": 1}, True),
        ({"a": Decimal(1)}, {"a": 1, "b": None}, False),
    ],
)
def test_comparison_is_neither_lax_nor_petty(
    expected: object, actual: object, answer: bool
) -> None:
    assert same(expected, actual) is answer
