"""Syllables and school grades of English text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.lint.reading import grade, syllables

COUNTS = {
    "the make hours through used moved hoped makes real tea": 1,
    "degree people table little money changes courses alone quiet science question patient": 2,
    "area idea theory period museum serious graduate clinician management video": 3,
    "education institution residency experience actually associate material situation": 4,
    "evaluation accreditation": 5,
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, count) for words, count in COUNTS.items() for word in words.split()]
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(("word", "count"), [("ACGME", 2), ("40", 2), ("15,000", 2), ("I", 1)])
def test_what_is_taken_in_one_look(word: str, count: int) -> None:
    assert syllables(word) == count


def test_short_sentences_are_easier_than_long_ones() -> None:
    short = grade("You teach well. You like it. The work is paid. You have the time for it now.")
    long = grade(
        "You teach well and you like it and the work is paid and you have the time for it now."
    )
    assert short is not None
    assert long is not None
    assert short < 3 < long


def test_a_known_text_has_about_its_known_grade() -> None:
    # The opening of the Gettysburg Address, which readability tables put at grade 11 to 13 or so.
    text = (
        "Four score and seven years ago our fathers brought forth on this continent, a new nation, "
        "conceived in Liberty, and dedicated to the proposition that all men are created equal."
    )
    found = grade(text)
    assert found is not None
    assert 12 < found < 16


def test_few_words_have_no_grade() -> None:
    assert grade("Institutional accreditation considerations apply.") is None
    assert grade("") is None


def test_a_value_in_braces_is_one_word() -> None:
    plain = "You can give value a week, and the upper end of it is value hours."
    told = "You can give {capacity.hours_per_week} a week, and the upper end of it is {a.b} hours."
    assert grade(told) == grade(plain)


@given(st.text(max_size=300))
def test_any_text_has_a_grade_or_none(text: str) -> None:
    found = grade(text)
    assert found is None or -20 < found < 20000
