"""Conclusions are made when they are asked for; what is open is settled once, all of it together."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from interpreter.building import (
    COLOURS,
    compare,
    derived,
    fact,
    field,
    parameter,
    profile,
    program,
    record_list,
    ref,
    rule,
)
from medrules.conclusions import Conclusions
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Settlement
from medrules.ir.program import Policy, Program
from medrules.ir.types import NUMBER, TEXT, SetType

OPEN = Settlement("provisional", None, (True, False), ("b",), True)


def made() -> Program:
    return program(
        facts=[fact("a"), fact("b"), fact("courses[].name", TEXT), fact("courses[].hours", NUMBER)],
        lists=[record_list("courses")],
        deriveds=[
            derived("one"),
            derived("two"),
            derived("courses[].long"),
            derived("colours", SetType(COLOURS), Policy.COLLECT),
        ],
        rules=[
            rule("one", True, ref("a")),
            rule("two", True, ref("b")),
            rule(
                "courses[].long", True,
                compare(">", field("c", "courses", "hours", NUMBER), ref("limit", NUMBER)),
                loop=("c", "courses"),
            ),
            rule("colours", frozenset({"red"}), ref("a"), id="test/both"),
            rule("colours", frozenset({"blue"}), ref("a"), id="test/both"),
        ],
        parameters=[parameter("limit", 4)],
    )  # fmt: skip


class Settling:
    """Answers with one settlement for everything, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, paths: list[str]) -> Mapping[str, Settlement]:
        self.asked.append(list(paths))
        return dict.fromkeys(paths, OPEN)


def conclusions(only: list[str] | None = None, **values: object) -> tuple[Conclusions, Settling]:
    settling = Settling()
    one = made()
    courses = [{"name": "A", "hours": 9}, {"name": "B"}, {"name": "C", "hours": 1}]
    run = prepare(one).run(profile({"a": True, **values}, {"courses": courses}))  # type: ignore[dict-item]
    return Conclusions(one, run, only, settling), settling


def test_it_is_a_mapping_by_concrete_path_in_the_order_of_declaration() -> None:
    found, settling = conclusions()
    wanted = ["one", "two", "courses[0].long", "courses[1].long", "courses[2].long", "colours"]
    assert list(found) == wanted
    assert len(found) == 6
    assert "courses[2].long" in found
    assert "courses[].long" not in found
    assert 7 not in found
    assert settling.asked == [], "looking at the names settles nothing"


def test_what_is_known_is_settled_without_asking() -> None:
    found, settling = conclusions()
    assert found["one"].settlement == Settlement("settled", True, (), (), True)
    assert found["courses[0].long"].settlement.value is True
    assert found["courses[2].long"].settlement.value is False
    assert found["courses[0].long"].rules == ("test/rule-3",)
    assert found["courses[2].long"].rules == ()
    assert settling.asked == []


def test_what_is_open_is_settled_once_and_all_together() -> None:
    found, settling = conclusions()
    assert found["two"].settlement is OPEN
    assert found["courses[1].long"].settlement is OPEN
    assert found["two"].rules == ()
    assert settling.asked == [["two", "courses[1].long"]]


def test_a_conclusion_is_made_once() -> None:
    found, _ = conclusions()
    assert found["one"] is found["one"]
    assert found["two"] is found["two"]
    assert dict(found) == dict(found.items())


def test_rules_that_support_are_named_once_though_they_have_two_parts() -> None:
    found, _ = conclusions()
    assert found["colours"].settlement.value == {"red", "blue"}
    assert found["colours"].rules == ("test/both",)


def test_only_narrows_it_to_some_declared_paths() -> None:
    found, settling = conclusions(only=["courses[].long", "one"])
    assert list(found) == ["one", "courses[0].long", "courses[1].long", "courses[2].long"]
    assert "two" not in found
    assert found["courses[1].long"].settlement is OPEN
    assert settling.asked == [["courses[1].long"]], "nothing else is settled"
    none, _ = conclusions(only=[])
    assert list(none) == []


def test_what_is_no_conclusion_is_a_key_error() -> None:
    found, settling = conclusions()
    for path in ("three", "a", "courses[3].long", "courses[].long", ""):
        with pytest.raises(KeyError):
            found[path]
        assert found.get(path) is None
    assert settling.asked == []


def test_nothing_is_settled_when_nothing_is_open() -> None:
    found, settling = conclusions(only=["one", "two", "colours"], b=False)
    assert {path: one.settlement.status for path, one in found.items()} == {
        "one": "settled",
        "two": "settled",
        "colours": "settled",
    }
    assert settling.asked == []
