"""Functions that make dates, times and durations; for DMN models only.

In: known values. Out: a temporal value, or null for text and numbers that are none. Refused: nothing.

They are no part of ``OPERATORS``: packs have no temporal types yet, and a run of packs should not
load them. Their signatures name types that the checker of packs does not know.
"""

from __future__ import annotations

from decimal import Decimal

from medrules.feel import temporal
from medrules.feel.operators.comparing import is_number, is_text
from medrules.feel.operators.model import Operator, Value
from medrules.feel.temporal import Date, DateTime, Days, Months, Time


def date(*args: Value) -> Value:
    """A date from its text, from a date and time, or from year, month and day."""
    if len(args) == 3:
        year, month, day = (_whole(arg) for arg in args)
        if year is None or month is None or day is None:
            return None
        sign = "-" if year < 0 else ""
        return temporal.date(f"{sign}{abs(year):04}-{month:02}-{day:02}")
    (source,) = args
    if isinstance(source, DateTime):
        return source.date
    if isinstance(source, Date):
        return source
    return temporal.date(source) if is_text(source) else None


def time(*args: Value) -> Value:
    """A time from its text, from a date and time, or from hour, minute, second and offset."""
    if len(args) == 1:
        (source,) = args
        if isinstance(source, DateTime):
            return source.time
        if isinstance(source, Date):
            return Time(0, 0, Decimal(0), 0)
        if isinstance(source, Time):
            return source
        return temporal.time(source) if is_text(source) else None
    hour, minute = _whole(args[0]), _whole(args[1])
    second, offset = args[2], args[3] if len(args) > 3 else None
    if hour is None or minute is None or not is_number(second):
        return None
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    if offset is None:
        return Time(hour, minute, Decimal(second))
    if not isinstance(offset, Days) or abs(offset.seconds) > 18 * 3600:
        return None
    return Time(hour, minute, Decimal(second), int(offset.seconds))


def date_and_time(*args: Value) -> Value:
    """A date and time from its text, or from a date and a time."""
    if len(args) == 2:
        day, clock = args
        if isinstance(day, DateTime):
            day = day.date
        return DateTime(day, clock) if isinstance(day, Date) and isinstance(clock, Time) else None
    (source,) = args
    if isinstance(source, DateTime):
        return source
    return temporal.date_time(source) if is_text(source) else None


def duration(source: Value) -> Value:
    """A duration of either kind from its text."""
    if isinstance(source, Days | Months):
        return source
    return temporal.duration(source) if is_text(source) else None


def _whole(value: Value) -> int | None:
    return int(value) if is_number(value) and value == int(value) else None


TEMPORAL_OPERATORS: tuple[Operator, ...] = (
    Operator(
        "date",
        "function",
        ("from: text -> date", "year: integer, month: integer, day: integer -> date"),
        date,
        "The date that a text, a date and time, or a year, month and day say.",
        (('date("2026-01-08") = date(2026, 1, 8)', "true"), ('date("2026-02-30")', "null")),
    ),
    Operator(
        "time",
        "function",
        (
            "from: text -> time",
            "hour: integer, minute: integer, second: number -> time",
            "hour: integer, minute: integer, second: number, offset: duration -> time",
        ),
        time,
        "The time of day that a text, or hour, minute and second say; the offset is from UTC.",
        (('time("14:30:00Z") = time("15:30:00+01:00")', "true"),),
    ),
    Operator(
        "date and time",
        "function",
        ("from: text -> date and time", "date: date, time: time -> date and time"),
        date_and_time,
        "The date and time that a text, or a date and a time, say.",
        (('date and time("2026-01-08T14:30:00") > date and time("2026-01-08")', "true"),),
    ),
    Operator(
        "duration",
        "function",
        ("from: text -> duration",),
        duration,
        "The duration that a text says: days and time (`P1DT2H`) or years and months (`P1Y6M`).",
        (('duration("P1Y") = duration("P12M")', "true"), ('duration("one day")', "null")),
    ),
)
