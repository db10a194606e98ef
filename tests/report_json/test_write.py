"""The JSON contract of an evaluation, piece by piece, and against its schema."""

import json
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import medrules_schemas
from medrules.ir.evaluation import Interval
from medrules.ir.types import BOOLEAN, NUMBER, TEXT, EnumType, ListType, SetType
from medrules.json_values import json_possible, json_value
from medrules.report_json import evaluation_json, ordered_records, to_text
from profiles.programs import LEVEL, MOTIVE, PROGRAM

from .evaluations import CONCLUSIONS, evaluation, open_, settled

SCHEMA = Draft202012Validator(medrules_schemas.load("evaluation"))


def written(**changes):
    answer = evaluation_json(PROGRAM, evaluation(**changes))
    SCHEMA.validate(answer)
    assert json.loads(to_text(answer), parse_float=Decimal) == answer
    return answer


def test_the_top_level():
    answer = written()
    assert list(answer) == ["medrules", "packs", "facts", "conclusions"]
    assert answer["medrules"] == 1
    assert answer["packs"] == [{"id": "p", "version": "1.2.0", "digest": "ab" * 32}]


def test_the_given_facts_are_flat_by_path():
    assert written()["facts"] == {
        "goals.primary_identity": "educator",
        "goals.motives": ["leadership", "repair-cv"],
        "support.funding_usd": Decimal("1500.5"),
        "weights.brand": 40,
        "report.tags": ["b", "a"],
        "plan.payoff_plan": False,
        "programs": [
            {"name": "North", "brand": 80},
            {"name": "South", "tags": ["leadership", "scholarship"]},
            {"name": "West"},
        ],
    }


def test_a_settled_conclusion_says_value_status_and_rules():
    found = written()["conclusions"]
    assert found["decision.outcome"] == {
        "value": "worthwhile",
        "status": "settled",
        "rules": ["p/flow/worthwhile"],
    }
    assert found["decision.path"]["value"] == ["identity", "aim", "worthwhile"]


def test_an_open_conclusion_says_what_is_possible_and_what_is_missing():
    found = written()["conclusions"]
    assert found["cautions"] == {
        "value": ["leadership"],
        "status": "provisional",
        "rules": [],
        "possible": ["scholarship", "better-teaching"],
        "missing": ["plan.x"],
    }
    assert found["costs.total"] == {
        "value": None,
        "status": "provisional",
        "rules": [],
        "unit": "USD",
        "possible": {"min": Decimal("1000.5"), "max": 2000},
        "missing": ["support.funding_usd"],
        "exact": False,
    }


def test_conclusions_stand_in_the_order_of_the_packs_and_internal_ones_nowhere():
    found = written()["conclusions"]
    assert list(found) == [
        *("decision.outcome", "decision.path", "cautions", "costs.total"),
        *("programs", "alternatives", "extras"),
    ]
    assert "secret" not in to_text(found)


def test_records_hold_given_fields_and_conclusions_in_the_order_of_their_rank():
    programs = written()["conclusions"]["programs"]
    assert [one["$record"] for one in programs] == ["programs[1]", "programs[2]", "programs[0]"]
    assert programs[0] == {
        "$record": "programs[1]",
        "name": "South",
        "tags": ["leadership", "scholarship"],
        "score": {"value": 71, "status": "settled", "rules": []},
        "rank": {"value": 1, "status": "settled", "rules": ["p/rank"]},
    }
    assert programs[1]["rank"]["possible"] == [1, 2]
    assert programs[1]["rank"]["missing"] == ["programs[2].brand"]
    assert programs[2]["brand"] == 80


def test_records_of_packs_are_listed_too():
    alternatives = written()["conclusions"]["alternatives"]
    assert [one["name"] for one in alternatives] == ["Course", "Workshop"]
    assert alternatives[0]["burden"] is None


def test_a_list_is_null_where_nobody_knows_its_records_and_empty_where_there_are_none():
    answer = written(extras=())
    assert answer["conclusions"]["extras"] == []
    assert written()["conclusions"]["extras"] is None


def test_where_only_some_conclusions_were_asked_for_the_others_are_left_out():
    def only(*paths):
        chosen = [one for one in CONCLUSIONS if one.path.replace("[0]", "[]") in paths]
        return written(conclusions=chosen)["conclusions"]

    assert list(only("decision.outcome")) == ["decision.outcome"]
    assert list(only("programs[].rank")) == ["programs"]


def test_fractions_keep_every_digit():
    text = to_text(written())
    assert "0.3333333333333333333333333333333333" in text
    assert "71.00" not in text
    assert "1500.5\n" in text or "1500.5," in text


class TestOrder:
    def order(self, *ranks):
        conclusions = [one for one in CONCLUSIONS if not one.path.startswith("programs")]
        conclusions += [
            open_(f"programs[{index}].rank", rank)
            if isinstance(rank, tuple | Interval)
            else settled(f"programs[{index}].rank", rank)
            for index, rank in enumerate(ranks)
            if rank != "absent"
        ]
        return ordered_records(PROGRAM, evaluation(conclusions=conclusions), "programs")

    @pytest.mark.parametrize(
        ("ranks", "order"),
        [
            ((3, 1, 2), (1, 2, 0)),
            ((1, 1, 1), (0, 1, 2)),
            ((3, (2, 1), (1, 2)), (1, 2, 0)),
            ((2, Interval(1, 9), None), (1, 0, 2)),
            (((), 2, 1), (2, 1, 0)),
            (("absent", 2, 1), (2, 1, 0)),
            ((None, None, 1), (2, 0, 1)),
        ],
    )
    def test_the_lowest_place_that_can_be_reached_counts(self, ranks, order):
        assert self.order(*ranks) == order

    def test_without_a_field_to_order_by_records_stay_as_given(self):
        lists = tuple(item.replace(order_by="") for item in PROGRAM.lists)
        plain = PROGRAM.replace(lists=lists)
        assert ordered_records(plain, evaluation(), "programs") == (0, 1, 2)

    def test_a_list_that_is_not_known_has_no_records(self):
        assert ordered_records(PROGRAM, evaluation(), "extras") == ()

    def test_words_of_an_enum_are_ordered_as_the_enum_has_them(self):
        derived = tuple(
            item.replace(type=LEVEL) if item.path == "programs[].rank" else item
            for item in PROGRAM.derived
        )
        conclusions = [
            settled("programs[0].rank", "high"),
            open_("programs[1].rank", ("high", "moderate")),
            settled("programs[2].rank", "low"),
        ]
        answer = evaluation(conclusions=conclusions)
        assert ordered_records(PROGRAM.replace(derived=derived), answer, "programs") == (2, 1, 0)


@pytest.mark.parametrize(
    ("possible", "kind", "wanted"),
    [
        (("high", "low"), LEVEL, ["low", "high"]),
        (("high", None, "low"), LEVEL, [None, "low", "high"]),
        ((True, False), BOOLEAN, [False, True]),
        ((3, None, Decimal("2.5")), NUMBER, [None, Decimal("2.5"), 3]),
        (("b", "a"), TEXT, ["a", "b"]),
        (("repair-cv", "leadership"), SetType(MOTIVE), ["leadership", "repair-cv"]),
        ((("b", "a"), ("c",)), ListType(TEXT), [["c"], ["b", "a"]]),
        (Interval(1, Decimal("2.0")), NUMBER, {"min": 1, "max": 2}),
        ((), NUMBER, []),
    ],
)
def test_reachable_values_stand_in_a_fixed_order(possible, kind, wanted):
    assert json_possible(possible, kind) == wanted


@pytest.mark.parametrize(
    ("value", "kind", "wanted"),
    [
        (None, NUMBER, None),
        (True, BOOLEAN, True),
        (Decimal("2.00"), NUMBER, 2),
        (Decimal("1E+50"), NUMBER, Decimal("1E+50")),
        (Decimal("NaN"), NUMBER, None),
        (frozenset({"zz", "repair-cv"}), SetType(MOTIVE), ["repair-cv", "zz"]),
        (frozenset({"b", "a"}), TEXT, ["a", "b"]),
        ((), ListType(EnumType("e", ("a",))), []),
    ],
)
def test_values(value, kind, wanted):
    found = json_value(value, kind)
    assert found == wanted
    assert type(found) is type(wanted)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=5)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_any_json_comes_back_as_it_was(value):
    assert json.loads(to_text(value), parse_float=Decimal) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
@settings(deadline=None)
def test_any_number_comes_back_with_every_digit(number):
    assert Decimal(to_text(number).strip()) == number


def test_what_json_does_not_have():
    assert to_text(Decimal("Infinity")) == "null\n"
    with pytest.raises(TypeError, match="JSON has no float"):
        to_text([1.5])


def test_the_layout():
    assert to_text({"a": [1, "b"], "c": {}, "d": [], "e": [{"f": None}]}) == (
        '{\n  "a": [1, "b"],\n  "c": {},\n  "d": [],\n  "e": [\n    {\n      "f": null\n    }\n  ]\n}\n'
    )
