"""The value that somebody asks about, from what they typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.building import COLOURS, LEVELS, derived, fact, program, record_list
from medrules.diagnostics.model import MedrulesError
from medrules.explain.asked import asked_value
from medrules.ir.program import Policy
from medrules.ir.types import BOOLEAN, INTEGER, NUMBER, TEXT, ListType, SetType

WORLD = program(
    facts=[fact("items[].name", TEXT)],
    lists=[record_list("items")],
    deriveds=[
        derived("flag", BOOLEAN),
        derived("number", NUMBER),
        derived("count", INTEGER),
        derived("words", TEXT),
        derived("level", LEVELS),
        derived("colours", SetType(COLOURS), Policy.COLLECT),
        derived("notes", ListType(TEXT), Policy.RULE_ORDER),
        derived("items[].level", LEVELS),
    ],
)


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("flag", "true", True),
        ("flag", "false", False),
        ("number", "3", 3),
        ("number", "-0.50", Decimal("-0.5")),
        ("count", "7", 7),
        ("words", "two words", "two words"),
        ("words", '"quoted"', "quoted"),
        ("words", "3", "3"),
        ("level", "high", "high"),
        ("level", '"high"', "high"),
        ("colours", "red", "red"),
        ("notes", "any", "any"),
        ("items[3].level", "low", "low"),
    ],
)
def test_a_value_of_the_conclusion_s_type(path: str, text: str, value: object) -> None:
    found = asked_value(WORLD, path, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("flag", "maybe", "maybe"),
        ("number", "many", "many"),
        ("count", "1.5", "1.5"),
        ("level", "hihg", 'did you mean "high"?'),
        ("colours", "red,blue", "red,blue"),
        ("items[0].level", "", ""),
    ],
)
def test_what_is_no_value_of_it_is_refused_with_the_path(path: str, text: str, words: str) -> None:
    with pytest.raises(MedrulesError) as raised:
        asked_value(WORLD, path, text)
    (one,) = raised.value.diagnostics
    assert one.code == "MR0710"
    assert one.message.endswith(f"({path})")
    assert words in f"{one.message} {one.help}"


@given(text=st.text(max_size=20), path=st.sampled_from([one.path for one in WORLD.derived]))
def test_any_text_is_a_value_or_refused(text: str, path: str) -> None:
    codes = ["MR0710"]
    try:
        asked_value(WORLD, path.replace("[]", "[0]"), text)
    except MedrulesError as error:
        codes = [one.code for one in error.diagnostics]
    assert codes == ["MR0710"]
