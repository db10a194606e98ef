"""Terms: what is shown of every kind of expression."""

from __future__ import annotations

from interpreter.building import (
    both,
    call,
    compare,
    const,
    derived,
    fact,
    field,
    known,
    listing,
    parameter,
    program,
    record_list,
    records,
    ref,
    rule,
    some,
    where,
)
from medrules.explain.as_text import to_text
from medrules.explain.proof import Given, Missing, Node, Proof, Term
from medrules.explain.prove import prove
from medrules.explain.why_not import why_not
from medrules.ir.expr import Expr, ForEach, If, Path, Var
from medrules.ir.program import Policy, Program, Retired
from medrules.ir.types import ANY, BOOLEAN, INTEGER, NUMBER, TEXT, ListType, SetType
from medrules.ir.values import UNKNOWN
from medrules.source.span import NOWHERE

from .world import COLOUR_SET, answer, nodes

FACTS = (
    fact("a"),
    fact("b"),
    fact("n", NUMBER),
    fact("m", NUMBER),
    fact("colours", COLOUR_SET),
    fact("courses[].name", TEXT, title="Name"),
    fact("courses[].price", NUMBER, title="Price"),
)
COURSES = records("courses", name=TEXT, price=NUMBER)


def world(value: Expr, kind=NUMBER, **more: object) -> Program:
    return program(
        FACTS,
        [derived("x", kind)],
        [rule("x", value)],
        [record_list("courses", absent="empty")],
        parameters=[parameter("p", 2)],
    )


def proven(value: Expr, values=None, courses=(), kind=NUMBER) -> Proof:
    made = world(value, kind)
    return prove(made, answer(values or {}, courses, made), "x")


def terms(proof: Proof) -> dict[str, object]:
    return {node.text: node.value for node in nodes(proof) if isinstance(node, Term)}


def under(proof: Proof, text: str) -> list[Node]:
    (term,) = [node for node in nodes(proof) if isinstance(node, Term) and node.text == text]
    return list(term.children)


def chosen(condition: Expr) -> If:
    return If(condition, ref("n", NUMBER), ref("m", NUMBER), NUMBER, NOWHERE)


def paths(found: list[Node]) -> list[str]:
    return [node.path for node in found if isinstance(node, Given | Missing)]


def test_of_an_if_the_branch_taken() -> None:
    text = "if a then n else m"
    both_ = {"n": 1, "m": 2}
    assert paths(under(proven(chosen(ref("a")), {**both_, "a": True}), text)) == ["a", "n"]
    assert paths(under(proven(chosen(ref("a")), {**both_, "a": False}), text)) == ["a", "m"]
    assert paths(under(proven(chosen(ref("a")), both_), text)) == ["a", "n", "m"]


def test_a_for_shows_every_item() -> None:
    doubled = ForEach(
        "c",
        COURSES,
        call("*", field("c", "courses", "price", NUMBER), const(2)),
        ListType(NUMBER),
        NOWHERE,
    )
    proof = proven(call("sum", doubled), {}, ({"name": "North", "price": 4}, {"price": 1}))
    assert terms(proof)["for North"] == 8
    assert terms(proof)["for number 2"] == 2
    empty = proven(call("count", doubled), {})
    assert not [text for text in terms(empty) if text.startswith("for North")]


def test_a_field_of_a_whole_list() -> None:
    prices = Path(COURSES, "price", ListType(NUMBER), NOWHERE)
    proof = proven(call("sum", prices), {}, ({"name": "North", "price": 4}, {"name": "South"}))
    assert terms(proof)["courses.price"] is UNKNOWN
    assert paths(under(proof, "courses.price")) == ["courses[0].price", "courses[1].price"]


def test_the_fields_of_many_are_cut() -> None:
    prices = Path(COURSES, "price", ListType(NUMBER), NOWHERE)
    proof = proven(call("sum", prices), {}, tuple({"price": n} for n in range(9)))
    found = under(proof, "courses.price")
    assert len(found) == 6
    assert isinstance(found[-1], Term)
    assert found[-1].text == "and 4 more"
    assert "and 4 more\n" in to_text(world(call("sum", prices)), proof)


def test_a_field_of_one_record_out_of_a_list() -> None:
    cheap = where(COURSES, compare("<", field("item", "courses", "price", NUMBER), const(3)))
    prices = Path(cheap, "price", ListType(NUMBER), NOWHERE)
    proof = proven(call("sum", prices), {}, ({"name": "North", "price": 2}, {"price": 9}))
    assert proof.root.settlement.value == 2
    assert terms(proof)["courses[price < 3]"] == ("North",)


def test_items_that_are_no_records() -> None:
    colour = Var("c", COLOUR_SET.item, NOWHERE)
    blue = some("c", ref("colours", COLOUR_SET), compare("=", colour, const("blue")))
    proof = proven(blue, {"colours": frozenset({"red", "blue"})}, kind=BOOLEAN)
    assert terms(proof)["for blue"] is True
    assert terms(proof)["for red"] is False


def test_sums_are_read_as_one_chain() -> None:
    total = call("-", call("+", ref("n", NUMBER), ref("p", NUMBER)), ref("m", NUMBER))
    proof = proven(total, {"n": 1, "m": 5})
    assert list(terms(proof)) == ["n + p - m"]
    product = call("+", ref("n", NUMBER), call("*", ref("m", NUMBER), const(2)))
    proof = proven(product, {"n": 1, "m": 5})
    assert terms(proof) == {"n + m * 2": 11, "m * 2": 10}


def test_lists_and_questions_about_the_profile() -> None:
    proof = proven(call("count", listing(ref("n", NUMBER), ref("m", NUMBER))), {"n": 1})
    assert terms(proof)["[n, m]"] is UNKNOWN
    assert proof.root.settlement.value == 2
    asked = proven(both(known(ref("a")), ref("b")), {"b": True}, kind=BOOLEAN)
    assert terms(asked)["is known(a)"] is False


def test_parts_of_no_record() -> None:
    nothing = Path(ref("n", NUMBER), "part", ANY, NOWHERE)
    proof = proven(call("is defined", nothing, kind=BOOLEAN), {"n": 1}, kind=BOOLEAN)
    assert terms(proof)["n.part"] is None


def test_text_shows_enough_digits_to_see_why() -> None:
    third = compare("<", call("/", ref("n", NUMBER), const(3)), const(67))
    made = world(third, BOOLEAN)
    told = to_text(made, prove(made, answer({"n": 200}, (), made), "x"))
    assert "n / 3 → 66.666667" in told


def test_a_retired_rule_over_records_is_shown_for_each() -> None:
    gone = rule(
        "total",
        field("c", "courses", "price", NUMBER),
        loop=("c", "courses"),
        id="test/gone",
    )
    made = program(
        FACTS,
        [derived("total", NUMBER, Policy.SUM, 0), derived("set", SetType(COLOUR_SET.item))],
        [rule("total", const(1), compare("=", const(1), const(2)))],
        [record_list("courses", absent="empty")],
        retired=[Retired("test/gone", "other", "1.0.0", "No more.", NOWHERE, (gone,))],
    )
    found = answer({}, ({"price": 4}, {"price": 5}), made)
    proof = why_not(made, found, "total", 9)
    retired = [node for node in proof.root.children if getattr(node, "retired", None)]
    assert [node.record for node in retired] == ["courses[0]", "courses[1]"]  # type: ignore[union-attr]
    assert prove(made, found, "set").root.note == "by default, as no rule is about it"


def test_a_rule_over_a_list_that_is_not_given_has_no_record() -> None:
    made = program(
        FACTS,
        [derived("total", INTEGER, Policy.COUNT, 0)],
        [rule("total", True, loop=("c", "courses"))],
        [record_list("courses")],
    )
    proof = why_not(made, answer({}, (), made), "total", 3)
    (used,) = proof.root.children
    assert getattr(used, "record", None) == ""
    assert [type(node) for node in nodes(proof)][-1] is Missing
