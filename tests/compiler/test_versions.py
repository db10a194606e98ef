"""Versions order as SemVer says, and ranges hold what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.compiler.versions import in_range, version_key

NUMBERS = st.integers(0, 30)
IDENTIFIERS = st.one_of(
    st.integers(0, 40).map(str), st.from_regex(r"[a-c][a-c0-9-]{0,2}", fullmatch=True)
)
PRE = st.lists(IDENTIFIERS, max_size=3).map(".".join)
VERSIONS = st.builds(
    lambda major, minor, patch, pre: f"{major}.{minor}.{patch}" + (f"-{pre}" if pre else ""),
    NUMBERS, NUMBERS, NUMBERS, PRE,
)  # fmt: skip
OPERATORS = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def test_the_example_of_the_specification() -> None:
    written = (
        "1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-beta.2 "
        "< 1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0 < 1.0.1 < 1.1.0 < 2.0.0"
    )
    versions = written.split(" < ")
    shuffled = [*versions[5:], *versions[:5]]
    assert sorted(shuffled, key=version_key) == versions


@given(one=VERSIONS, other=VERSIONS)
def test_precedence_is_decided_part_by_part(one: str, other: str) -> None:
    """Said again without the keys: numbers first, a release after its own pre-releases."""
    left, right = version_key(one), version_key(other)
    (head, _, pre), (other_head, _, other_pre) = one.partition("-"), other.partition("-")
    heads = [tuple(map(int, text.split("."))) for text in (head, other_head)]
    if heads[0] != heads[1]:
        assert (left < right) is (heads[0] < heads[1])
    elif not pre or not other_pre:
        assert (left < right) is (bool(pre) and not other_pre)
    else:
        assert (left == right) is (pre == other_pre)


@given(
    one=PRE.filter(bool),
    number=st.integers(0, 40),
    word=st.from_regex(r"[a-z]{1,3}", fullmatch=True),
)
def test_of_identifiers_numbers_come_first_and_the_longer_of_two_alike_last(
    one: str, number: int, word: str
) -> None:
    key = version_key
    assert key(f"1.0.0-{number}") < key(f"1.0.0-{word}")
    assert key(f"1.0.0-{one}") < key(f"1.0.0-{one}.{word}") < key("1.0.0")
    assert key(f"1.0.0-{one}.{number}") < key(f"1.0.0-{one}.{number + 1}")


@given(version=VERSIONS, build=st.from_regex(r"[0-9a-z.]{1,5}", fullmatch=True))
def test_what_follows_a_plus_does_not_count(version: str, build: str) -> None:
    assert version_key(f"{version}+{build}") == version_key(version)


@given(version=VERSIONS, bound=VERSIONS, operator=st.sampled_from(sorted(OPERATORS)))
def test_each_operator_compares_the_keys(version: str, bound: str, operator: str) -> None:
    wanted = OPERATORS[operator](version_key(version), version_key(bound))
    assert in_range(version, f"{operator}{bound}") is wanted
    assert in_range(version, f"  {operator}  {bound} ") is wanted


@given(version=VERSIONS, low=VERSIONS, high=VERSIONS)
def test_every_part_of_a_range_must_hold(version: str, low: str, high: str) -> None:
    both = in_range(version, f">={low}") and in_range(version, f"<{high}")
    assert in_range(version, f">={low}, <{high}") is both
    assert in_range(version, f">={low}, <{high}, *") is both


@given(version=VERSIONS)
def test_any_version_lies_in_the_open_range_and_in_its_own(version: str) -> None:
    assert in_range(version, "*")
    assert in_range(version, "")
    assert in_range(version, f"={version}")
    assert not in_range(version, f"!={version}")


@pytest.mark.parametrize(
    ("short", "long"), [("1", "1.0.0"), ("1.2", "1.2.0"), (" 1.2.3 ", "1.2.3")]
)
def test_missing_numbers_count_as_zero(short: str, long: str) -> None:
    assert version_key(short) == version_key(long)


@pytest.mark.parametrize(
    "text", ["", "x", "1.x", "1.2.3.4", "v1", "1.0.0-", "-1", "1.0.0-ä", "١.0", "1" * 5000]
)
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        version_key(text)


@pytest.mark.parametrize(
    "text", ["1.0", "~1", "^1", ">=1 <2", ">= ", "=>1", "> =1", ">=1,<x", "1,2"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        in_range("1.0.0", text)
