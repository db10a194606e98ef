"""Dates, times and durations as FEEL values.

In: their text, in the forms of ISO 8601 that the DMN standard allows. Out: ``Date``, ``Time``,
``DateTime``, ``Days`` (days and time duration) and ``Months`` (years and months duration), or None
for text that is none of them. Values of one kind compare; ``str`` gives the text back in canonical
form. Refused: nothing; what is no value is null in FEEL.

They live beside the numbers and texts of ``medrules.ir.values`` and exist for DMN models only.
"""

from __future__ import annotations

import re
from decimal import ROUND_FLOOR, Decimal
from typing import TypeAlias

from medrules.feel.operators.model import Ordered

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d(?:\.\d+)?)"
    r"(?P<zone>[zZ]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+/-]+)?"
)
_DATE_FORM = re.compile(_DATE)
_TIME_FORM = re.compile(_TIME)
_BOTH_FORM = re.compile(f"{_DATE}(?:T{_TIME})?")
_DAYS_FORM = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_MONTHS_FORM = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?")
_DAY = 86_400
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class _Ranked(Ordered):
    """Compares by ``rank``: two ways to write one moment are equal."""

    def rank(self) -> tuple[int | Decimal | str, ...]:
        """What values of this kind are compared by."""
        raise NotImplementedError

    def sign(self, other: object) -> int | None:
        """-1, 0 or 1 as it comes before, with or after ``other``; None where that has no answer:
        for another kind, and for a time with an offset beside one without.
        """
        if not isinstance(other, _Ranked) or type(other) is not type(self):
            return None
        mine, others = self.rank(), other.rank()
        if mine[:1] != others[:1] and isinstance(self, (Time, DateTime)):
            return None
        return -1 if mine < others else int(mine > others)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Ranked) and type(other) is type(self) and self.rank() == other.rank()
        )

    def __hash__(self) -> int:
        return hash(self.rank())


class Date(_Ranked):
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    def rank(self) -> tuple[int, int, int]:
        """Year, month, day."""
        return (self.year, self.month, self.day)

    def part(self, name: str) -> object:
        """``year``, ``month``, ``day`` and ``weekday`` (Monday is 1)."""
        if name == "weekday":
            return (days_since_year_0(self) + 2) % 7 + 1
        return getattr(self, name) if name in ("year", "month", "day") else None

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"


class Time(_Ranked):
    """A time of day. ``offset`` is in seconds east of UTC; ``zone`` a name such as Europe/Paris."""

    hour: int
    minute: int
    second: Decimal
    offset: int | None = None
    zone: str = ""

    def rank(self) -> tuple[bool, Decimal, str]:
        """Whether it has an offset, then the seconds since midnight in UTC."""
        seconds = self.hour * 3600 + self.minute * 60 + self.second
        if self.offset is None:
            return (False, seconds, self.zone)
        return (True, seconds - self.offset, "")

    def part(self, name: str) -> object:
        """``hour``, ``minute``, ``second``, ``time offset`` and ``timezone``."""
        if name == "time offset":
            return None if self.offset is None else Days(Decimal(self.offset))
        if name == "timezone":
            return self.zone or None
        return getattr(self, name) if name in ("hour", "minute", "second") else None

    def __str__(self) -> str:
        second = f"{self.second:f}"
        whole, _, rest = second.partition(".")
        text = f"{self.hour:02}:{self.minute:02}:{int(whole):02}"
        text += f".{rest.rstrip('0')}" if rest.rstrip("0") else ""
        if self.zone:
            return f"{text}@{self.zone}"
        return text if self.offset is None else text + _offset_text(self.offset)


class DateTime(_Ranked):
    """A day and a time."""

    date: Date
    time: Time

    def rank(self) -> tuple[bool, int, Decimal, str]:
        """Whether it has an offset, then the seconds in UTC since the year 0, in days and rest."""
        fixed, seconds, zone = self.time.rank()
        carry = int((seconds / _DAY).to_integral_value(ROUND_FLOOR))
        return (fixed, days_since_year_0(self.date) + carry, seconds - carry * _DAY, zone)

    def part(self, name: str) -> object:
        """A part of its date or of its time."""
        found = self.date.part(name)
        return self.time.part(name) if found is None else found

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


class Days(_Ranked):
    """A duration of days, hours, minutes and seconds, in seconds."""

    seconds: Decimal

    def rank(self) -> tuple[Decimal]:
        """Its seconds."""
        return (self.seconds,)

    def part(self, name: str) -> object:
        """``days``, ``hours``, ``minutes``, ``seconds``: each what is left of the one before."""
        total = abs(self.seconds)
        match name:
            case "days":
                amount = total // _DAY
            case "hours":
                amount = total // 3600 % 24
            case "minutes":
                amount = total // 60 % 60
            case "seconds":
                amount = total % 60
            case _:
                return None
        return -amount if self.seconds < 0 else amount

    def __str__(self) -> str:
        total = abs(self.seconds)
        days, rest = divmod(int(total), _DAY)
        second = rest % 60 + (total - int(total))
        parts = [
            f"{count}{unit}"
            for count, unit in ((rest // 3600, "H"), (rest // 60 % 60, "M"))
            if count
        ]
        if second:
            shown = f"{second:f}"
            parts.append((shown.rstrip("0").rstrip(".") if "." in shown else shown) + "S")
        text = (f"{days}D" if days else "") + ("T" + "".join(parts) if parts else "")
        return ("-" if self.seconds < 0 else "") + "P" + (text or "T0S")


class Months(_Ranked):
    """A duration of years and months, in months."""

    months: int

    def rank(self) -> tuple[int]:
        """Its months."""
        return (self.months,)

    def part(self, name: str) -> object:
        """``years``, and the ``months`` beside them."""
        if name not in ("years", "months"):
            return None
        years, months = divmod(abs(self.months), 12)
        amount = years if name == "years" else months
        return -amount if self.months < 0 else amount

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")


Temporal: TypeAlias = Date | Time | DateTime | Days | Months


def temporal(text: str) -> Temporal | None:
    """What an ``@"…"`` literal means: whichever kind the text is, or None."""
    return date(text) or date_time(text) or time(text) or duration(text)


def date(text: str) -> Date | None:
    """``2026-01-08``."""
    found = _DATE_FORM.fullmatch(text)
    return _date(found) if found else None


def time(text: str) -> Time | None:
    """``14:30:00``, ``14:30:00.5Z``, ``14:30:00+02:00``, ``14:30:00@Europe/Paris``."""
    found = _TIME_FORM.fullmatch(text)
    return _time(found, None) if found else None


def date_time(text: str) -> DateTime | None:
    """``2026-01-08T14:30:00``, with or without a zone; a date alone means its midnight."""
    found = _BOTH_FORM.fullmatch(text)
    if not found:
        return None
    day = _date(found)
    if day is None:
        return None
    if found["hour"] is None:
        return DateTime(day, Time(0, 0, Decimal(0)))
    if found["hour"] == "24":
        return None
    clock = _time(found, day)
    return DateTime(day, clock) if clock else None


def duration(text: str) -> Days | Months | None:
    """``P1DT2H``, ``-PT30M``, ``P1Y6M``."""
    found = _MONTHS_FORM.fullmatch(text)
    if found and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = _DAYS_FORM.fullmatch(text)
    if found and any(found[group] for group in (2, 3, 4, 5)):
        sizes = zip((_DAY, 3600, 60), found.group(2, 3, 4), strict=True)
        whole = sum(size * int(count or 0) for size, count in sizes)
        seconds = whole + Decimal(found[5] or 0)
        return Days(-seconds if found[1] else seconds)
    return None


def days_since_year_0(day: Date) -> int:
    """The number of days from 1 March of the year 0; years may be negative."""
    year = day.year - (day.month <= 2)
    month = (day.month + 9) % 12
    return year * 365 + year // 4 - year // 100 + year // 400 + (month * 153 + 2) // 5 + day.day - 1


def _date(found: re.Match[str]) -> Date | None:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if not 1 <= month <= 12 or not 1 <= day <= _MONTH_LENGTHS[month - 1]:
        return None
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if month == 2 and day == 29 and not leap:
        return None
    return Date(year, month, day)


def _time(found: re.Match[str], day: Date | None) -> Time | None:
    hour, minute, second = int(found["hour"]), int(found["minute"]), Decimal(found["second"])
    if hour > 23 or minute > 59 or second >= 60:
        return None
    zone = found["zone"]
    if zone is None:
        return Time(hour, minute, second)
    if zone in "zZ":
        return Time(hour, minute, second, 0)
    if zone.startswith("@"):
        name = zone[1:]
        return Time(hour, minute, second, _zone_offset(name, day, hour, minute), name)
    hours, minutes, seconds = (int(part) for part in (zone[1:] + ":00").split(":")[:3])
    if hours > 18 or minutes > 59 or seconds > 59:
        return None
    size = hours * 3600 + minutes * 60 + seconds
    return Time(hour, minute, second, -size if zone[0] == "-" else size)


def _zone_offset(name: str, day: Date | None, hour: int, minute: int) -> int | None:
    """The zone's offset on that day where the zone and the day are known to Python, else None."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(name)
        year, month, of_month = day.rank() if day else (1970, 1, 1)
        offset = datetime(year, month, of_month, hour, minute, tzinfo=zone).utcoffset()
    except (LookupError, ValueError, OverflowError, OSError):
        return None
    return int(offset.total_seconds()) if offset is not None else None


def _offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3600)
    minutes, seconds = divmod(rest, 60)
    tail = f":{seconds:02}" if seconds else ""
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}{tail}"
