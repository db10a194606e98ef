"""Records behave as frozen dataclasses do, field for field, and say the same when they are misused."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.record import Record


class Point(Record):
    """Two fields and a default."""

    x: int
    y: int = 0
    name: str = "p"

    @property
    def far(self) -> bool:
        """A property is no field."""
        return self.x > 10


class Named(Point):
    """A field more, and a new default for an old one."""

    tags: tuple[str, ...] = ()
    name: str = "named"


class Other(Record):
    """The same fields as a Point."""

    x: int
    y: int = 0
    name: str = "p"


class Empty(Record):
    """No fields at all."""


@dataclasses.dataclass(frozen=True)
class Twin:
    """What a Point would be as a dataclass."""

    x: int
    y: int = 0
    name: str = "p"


FIELDS = st.fixed_dictionaries(
    {"x": st.integers()}, optional={"y": st.integers(), "name": st.text(max_size=3)}
)
SPLIT = st.integers(0, 3)


def arguments(fields: dict[str, object], split: int) -> tuple[list[object], dict[str, object]]:
    """The first few fields by position, as far as they follow one another, the rest by name."""
    names = [name for name in ("x", "y", "name") if name in fields]
    count = 0
    while count < min(split, len(names)) and names[count] == ("x", "y", "name")[count]:
        count += 1
    return [fields[name] for name in names[:count]], {name: fields[name] for name in names[count:]}


@given(fields=FIELDS, split=SPLIT)
def test_it_takes_fields_by_position_and_by_name_as_a_dataclass_does(
    fields: dict[str, object], split: int
) -> None:
    args, named = arguments(fields, split)
    made, twin = Point(*args, **named), Twin(*args, **named)  # type: ignore[arg-type]
    assert (made.x, made.y, made.name) == (twin.x, twin.y, twin.name)
    assert repr(made) == repr(twin).replace("Twin", "Point")


@given(one=FIELDS, other=FIELDS)
def test_equality_and_hash_are_those_of_the_fields(
    one: dict[str, object], other: dict[str, object]
) -> None:
    first, second = Point(**one), Point(**other)
    twins = Twin(**one) == Twin(**other)  # type: ignore[arg-type]
    assert (first == second) is twins
    if twins:
        assert hash(first) == hash(second)
    assert first == Point(**one)
    assert len({first, Point(**one)}) == 1


@given(fields=FIELDS)
def test_it_survives_pickling_and_copying(fields: dict[str, object]) -> None:
    made = Named(**fields, tags=("a",))
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(made, protocol)) == made
    assert copy.copy(made) == made
    assert copy.deepcopy(made) == made
    assert type(copy.deepcopy(made)) is Named


@given(fields=FIELDS, change=st.integers())
def test_replace_changes_what_it_names_and_leaves_the_rest(
    fields: dict[str, object], change: int
) -> None:
    made = Point(**fields)
    changed = made.replace(y=change)
    assert (changed.x, changed.y, changed.name) == (made.x, change, made.name)
    assert made == Point(**fields)
    twin = dataclasses.replace(Twin(**fields), y=change)  # type: ignore[arg-type]
    assert repr(changed) == repr(twin).replace("Twin", "Point")


def test_records_of_two_classes_are_never_equal() -> None:
    assert Point(1) != Other(1)
    assert Point(1) != Named(1, name="p")
    assert Point(1) != (1, 0, "p")
    assert Point(1).__eq__(7) is NotImplemented
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())
    assert len({Point(1), Other(1)}) == 2


def test_fields_of_the_base_come_first_and_defaults_may_be_changed() -> None:
    assert Named.__match_args__ == ("x", "y", "name", "tags")
    assert Named(1) == Named(1, 0, "named", ())
    assert Point(1).name == "p", "the base keeps its own"
    assert Named(1, 2, "n", ("t",)).tags == ("t",)
    assert Empty.__match_args__ == ()


def test_it_is_taken_apart_by_position_in_a_match() -> None:
    match Named(1, 2, tags=("t",)):
        case Named(x, y, name, tags):
            assert (x, y, name, tags) == (1, 2, "named", ("t",))
        case _:
            pytest.fail("no match")


def test_properties_and_methods_are_no_fields() -> None:
    assert Point(11).far
    assert not Point(1).far
    assert "far" not in Point.__match_args__


def test_names_that_begin_with_an_underscore_are_no_fields() -> None:
    class Hidden(Record):
        _kept: int
        shown: int

    assert Hidden.__match_args__ == ("shown",)


def test_it_is_frozen() -> None:
    made = Point(1)
    with pytest.raises(AttributeError, match="Point is frozen: cannot set 'x'"):
        made.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="Point is frozen: cannot set 'new'"):
        made.new = 2  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="Point is frozen: cannot delete 'x'"):
        del made.x
    assert made == Point(1)


@pytest.mark.parametrize(
    ("args", "named", "message"),
    [
        ((), {}, "Point lacks its field 'x'"),
        ((), {"y": 1}, "Point lacks its field 'x'"),
        ((1, 2, "n", 4), {}, "Point takes 3 fields, got 4"),
        ((1,), {"x": 2}, "Point has no field x"),
        ((1, 2, "n"), {"name": "m"}, "Point has no field name"),
        ((1,), {"z": 2, "w": 3}, "Point has no field w, z"),
    ],
)
def test_wrong_arguments_are_refused_as_a_dataclass_refuses_them(
    args: tuple[object, ...], named: dict[str, object], message: str
) -> None:
    with pytest.raises(TypeError, match=f"^{message}$"):
        Point(*args, **named)
    with pytest.raises(TypeError):
        Twin(*args, **named)  # type: ignore[arg-type]


def test_replace_refuses_a_field_that_does_not_exist() -> None:
    with pytest.raises(TypeError, match="Point has no field z"):
        Point(1).replace(z=1)


def test_annotations_that_are_no_dict_are_refused() -> None:
    with pytest.raises(TypeError, match="the annotations of Odd are no dict"):
        type(Record)("Odd", (Record,), {"__annotations__": 3})


def test_a_record_class_is_a_plain_class() -> None:
    """With a metaclass, ``match`` takes several times as long to see that a record is of another class."""
    assert type(Record) is type
    assert type(Point) is type


def test_a_class_costs_nothing_at_class_level_for_its_defaults() -> None:
    """A default is no class attribute: reading a field of an instance always finds the instance's."""
    assert not hasattr(Point, "y")
    assert Point(1).y == 0
