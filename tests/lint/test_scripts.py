"""Letters that pass for others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.lint.scripts import doubtful_words, looks, unseen


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Fundіng", "Fundіng"),
        ("a plаn for it", "plаn"),
        ("Ηour by hour", "Ηour"),
        ("ask for a сору", "сору"),
        ("the ΡΗΟΝΕ rings", "ΡΗΟΝΕ"),
    ],
)
def test_doubtful(text: str, word: str) -> None:
    (doubt,) = doubtful_words(text)
    assert text[doubt.start : doubt.end] == word
    assert "U+" in doubt.words


@pytest.mark.parametrize(
    "text",
    [
        "Résumé",
        "Straße",
        "Спросите коллег.",
        "α and β",
        "5 µg",
        "naïve 東京 plan",
        "χ² test",
        "Ørsted",
    ],
)
def test_not_doubtful(text: str) -> None:
    assert list(doubtful_words(text)) == []


def test_what_cannot_be_seen() -> None:
    (first, second) = unseen("a\u200bb\u202ec")
    assert (first.start, first.end, second.start) == (1, 2, 3)
    assert "cannot be seen" in first.words
    assert "turns the reading order" in second.words
    assert list(unseen("a b\u00a0c\u2009d \U0001f468\u200d\U0001f52c")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("plan.l1", "plan.ll"), ("mode-0", "mode-o"), ("a_b", "a-b"), ("bum", "burn")],
)
def test_names_that_look_alike(one: str, other: str) -> None:
    assert looks(one) == looks(other)


@pytest.mark.parametrize(("one", "other"), [("row-1", "row-2"), ("low", "law"), ("abc", "abd")])
def test_names_that_do_not(one: str, other: str) -> None:
    assert looks(one) != looks(other)


@given(st.text(max_size=100))
def test_any_text_is_read(text: str) -> None:
    for doubt in (*doubtful_words(text), *unseen(text)):
        assert 0 <= doubt.start < doubt.end <= len(text)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=50))
def test_plain_text_is_never_doubtful(text: str) -> None:
    assert not list(doubtful_words(text))
    assert not list(unseen(text))
