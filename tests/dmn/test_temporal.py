"""Dates, times and durations: their literals, their canonical text, their order."""

from __future__ import annotations

from datetime import date as PythonDate
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.feel.operators import compare
from medrules.feel.temporal import (
    Date,
    DateTime,
    Days,
    Months,
    Time,
    days_since_year_0,
    temporal,
)


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("2026-01-08", Date, "2026-01-08"),
        ("2024-02-29", Date, "2024-02-29"),
        ("-0044-03-15", Date, "-0044-03-15"),
        ("99999-01-01", Date, "99999-01-01"),
        ("14:30:00", Time, "14:30:00"),
        ("14:30:00.50Z", Time, "14:30:00.5Z"),
        ("14:30:00+02:00", Time, "14:30:00+02:00"),
        ("14:30:00-02:30:15", Time, "14:30:00-02:30:15"),
        ("14:30:00@Europe/Paris", Time, "14:30:00@Europe/Paris"),
        ("2026-01-08T14:30:00z", DateTime, "2026-01-08T14:30:00Z"),
        ("P1Y6M", Months, "P1Y6M"),
        ("P18M", Months, "P1Y6M"),
        ("-P1Y", Months, "-P1Y"),
        ("P0M", Months, "P0M"),
        ("P1DT2H", Days, "P1DT2H"),
        ("PT90M", Days, "PT1H30M"),
        ("-PT0.500S", Days, "-PT0.5S"),
        ("PT100S", Days, "PT1M40S"),
        ("PT0S", Days, "PT0S"),
    ],
)
def test_a_literal_is_read_and_written_in_one_form(text: str, kind: type, canonical: str) -> None:
    value = temporal(text)
    assert type(value) is kind
    assert str(value) == canonical
    assert temporal(canonical) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-1-8",
        "+2026-01-08",
        "012345-01-01",
        "24:00:00",
        "12:60:00",
        "12:00:60",
        "12:00",
        "12:00:00+19:00",
        "2026-01-08T24:00:00",
        "2026-02-30T10:00:00",
        "P",
        "PT",
        "P1DT",
        "P1Y2D",
        "P1.5D",
        "tomorrow",
    ],
)
def test_what_is_no_date_time_or_duration_has_no_value(text: str) -> None:
    assert temporal(text) is None


@pytest.mark.parametrize(
    ("left", "op", "right", "answer"),
    [
        ("2026-01-08", "<", "2026-01-09", True),
        ("2026-01-08", ">=", "2026-01-08", True),
        ("14:00:00Z", "=", "15:00:00+01:00", True),
        ("14:00:00Z", "!=", "14:00:00", True),
        ("14:00:00Z", "<", "15:00:00", None),
        ("2026-01-01T00:30:00+01:00", "=", "2025-12-31T23:30:00Z", True),
        ("2026-01-01T00:30:00+01:00", "<", "2026-01-01T00:00:00Z", True),
        ("P1Y", "=", "P12M", True),
        ("P1D", "=", "PT24H", True),
        ("P1D", ">", "P1M", None),
        ("P1D", "=", "2026-01-08", None),
        ("PT36H", ">", "P1D", True),
    ],
)
def test_values_of_one_kind_compare(left: str, op: str, right: str, answer: bool | None) -> None:
    assert compare(op, temporal(left), temporal(right)) is answer  # type: ignore[arg-type]


def test_a_named_zone_has_the_offset_of_its_day() -> None:
    winter, summer = (temporal(f"2026-0{month}-01T12:00:00@Europe/Paris") for month in (1, 7))
    if winter != temporal("2026-01-01T11:00:00Z"):
        pytest.skip("this Python has no time zone data")
    assert summer == temporal("2026-07-01T10:00:00Z")


def test_an_unknown_zone_is_kept_as_it_is() -> None:
    value = temporal("12:00:00@Nowhere/Land")
    assert str(value) == "12:00:00@Nowhere/Land"
    assert value != temporal("12:00:00Z")


@settings(deadline=None, max_examples=100)
@given(st.dates(), st.dates())
def test_days_are_counted_as_the_calendar_has_them(one: PythonDate, other: PythonDate) -> None:
    ours = [days_since_year_0(Date(day.year, day.month, day.day)) for day in (one, other)]
    assert ours[0] - ours[1] == (one - other).days


@settings(deadline=None, max_examples=100)
@given(st.datetimes(), st.datetimes())
def test_order_is_that_of_the_calendar(one: object, other: object) -> None:
    left, right = (temporal(value.isoformat()) for value in (one, other))  # type: ignore[attr-defined]
    assert compare("<", left, right) is (one < other)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "name", "part"),
    [
        ("2026-01-08", "month", 1),
        ("2026-01-08", "weekday", 4),
        ("2026-01-08", "hour", None),
        ("14:30:05+02:00", "minute", 30),
        ("14:30:05+02:00", "time offset", Days(Decimal(7200))),
        ("14:30:05@Nowhere/Land", "timezone", "Nowhere/Land"),
        ("2026-01-08T14:30:00", "day", 8),
        ("2026-01-08T14:30:00", "hour", 14),
        ("-P1DT2H3M4.5S", "days", -1),
        ("-P1DT2H3M4.5S", "hours", -2),
        ("-P1DT2H3M4.5S", "minutes", -3),
        ("-P1DT2H3M4.5S", "seconds", Decimal("-4.5")),
        ("P14M", "years", 1),
        ("P14M", "months", 2),
        ("P14M", "days", None),
    ],
)
def test_values_have_their_parts(text: str, name: str, part: object) -> None:
    value = temporal(text)
    assert value is not None
    assert value.part(name) == part
