"""Plain data in, exact JSON out."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from medrules.dmn.plain import has_unknown, inputs_from, to_plain
from medrules.dmn.read import read_model
from medrules.feel.temporal import temporal
from medrules.ir.values import UNKNOWN

from .model_text import given, model

MODEL = read_model(
    model(
        '<itemDefinition name="tDays" isCollection="true"><typeRef>date</typeRef></itemDefinition>',
        '<itemDefinition name="tVisit"><itemComponent name="on"><typeRef>date</typeRef>'
        '</itemComponent><itemComponent name="lasted"><typeRef>dayTimeDuration</typeRef>'
        "</itemComponent></itemDefinition>",
        given("day", "date"),
        given("days", "tDays"),
        given("visit", "tVisit"),
        given("visits", "tVisit"),
        given("any"),
        given("clock", "time"),
    ),
    "m",
)


def test_texts_become_dates_where_a_date_is_declared() -> None:
    day = temporal("2026-01-08")
    found = inputs_from(
        {
            "day": "2026-01-08",
            "days": ["2026-01-08", "no date"],
            "visit": {"on": "2026-01-08", "lasted": "PT2H", "note": "2026-01-08"},
            "visits": [{"on": "2026-01-08"}],
            "any": ["2026-01-08", {"a": [1]}],
            "clock": "10:00:00",
            "other": "2026-01-08",
        },
        MODEL,
    )
    assert found == {
        "day": day,
        "days": (day, "no date"),
        "visit": {"on": day, "lasted": temporal("PT2H"), "note": "2026-01-08"},
        "visits": ({"on": day},),
        "any": ("2026-01-08", {"a": (1,)}),
        "clock": temporal("10:00:00"),
        "other": "2026-01-08",
    }


def test_dates_of_toml_are_dates() -> None:
    found = inputs_from({"any": [date(2026, 1, 8), time(10, 0), datetime(2026, 1, 8, 10)]}, MODEL)
    wanted = tuple(temporal(text) for text in ("2026-01-08", "10:00:00", "2026-01-08T10:00:00"))
    assert found == {"any": wanted}


def test_values_as_json_holds_them() -> None:
    value = {"a": (Decimal("1.50"), True, None), "s": frozenset({"y", "x"}), "d": temporal("P1D")}
    assert to_plain(value) == {"a": [Decimal("1.50"), True, None], "s": ["x", "y"], "d": "P1D"}


def test_unknown_is_found_wherever_it_is() -> None:
    assert has_unknown(UNKNOWN)
    assert has_unknown({"a": (1, {"b": UNKNOWN})})
    assert not has_unknown({"a": (1, None, frozenset({"x"}))})
