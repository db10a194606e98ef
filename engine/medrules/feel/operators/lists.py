"""List and set functions of the operator table.

In: known values; a list may hold ``UNKNOWN`` items. Out: the value, ``UNKNOWN`` where an unknown
item decides it, null where FEEL has no result (the sum of nothing, a list with a null in it).
A single value stands for a list of it; null is no list. Positions count from 1, from the end where
negative. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.feel.operators.comparing import compare, equal, found_in, is_number, is_text
from medrules.feel.operators.model import Operator, Value
from medrules.feel.operators.numbers import add, divide
from medrules.ir.limits import lengthened, spend
from medrules.ir.values import UNKNOWN

_NUMBERS = (
    "list: list[integer[u]] -> integer[u]",
    "list: list[number[u]] -> number[u]",
    "integer[u]... -> integer[u]",
    "number[u]... -> number[u]",
)
_MEANS = ("list: list[number[u]] -> number[u]", "number[u]... -> number[u]")
_TRUTHS = ("list: list[boolean] -> boolean", "boolean... -> boolean")


def items_of(value: Value) -> tuple[Value, ...] | None:
    """The items of a list; of a set, in the order of their code points; null for null."""
    if isinstance(value, tuple):
        spend(len(value))
        return value
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    return None if value is None else (value,)


def _several(args: tuple[Value, ...]) -> tuple[Value, ...] | None:
    return items_of(args[0]) if len(args) == 1 else args


def _number_items(args: tuple[Value, ...]) -> list[Value] | None:
    """The items, which are numbers or ``UNKNOWN``; null for none, or for any other item."""
    items = _several(args)
    if not items or not all(item is UNKNOWN or is_number(item) for item in items):
        return None
    return list(items)


def count(items: Value) -> Value:
    """How many items."""
    if isinstance(items, tuple | frozenset):
        return len(items)
    return None if items is None else 1


def total(*args: Value) -> Value:
    """The sum."""
    items = _number_items(args)
    if items is None or UNKNOWN in items:
        return None if items is None else UNKNOWN
    result: Value = items[0]
    for item in items[1:]:
        result = add(result, item)
    return result


def mean(*args: Value) -> Value:
    """The arithmetic mean."""
    result = total(*args)
    if result is None or result is UNKNOWN:
        return result
    return divide(result, len(_several(args) or ()))


def median(*args: Value) -> Value:
    """The middle item, or the mean of the two in the middle."""
    items = _number_items(args)
    if items is None or UNKNOWN in items:
        return None if items is None else UNKNOWN
    ordered = sorted(item for item in items if is_number(item))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return mean(ordered[middle - 1], ordered[middle])


def _extreme(op: str, args: tuple[Value, ...]) -> Value:
    items = _several(args)
    if not items:
        return None
    known = [item for item in items if item is not UNKNOWN]
    if not (all(map(is_number, known)) or all(map(is_text, known))):
        return None
    if len(known) < len(items):
        return UNKNOWN
    best = known[0]
    for item in known[1:]:
        if compare("<" if op == "min" else ">", item, best) is True:
            best = item
    return best


def minimum(*args: Value) -> Value:
    """The least item."""
    return _extreme("min", args)


def maximum(*args: Value) -> Value:
    """The greatest item."""
    return _extreme("max", args)


def every(*args: Value) -> Value:
    """Whether all items are true; a false one decides, then an unknown one, then a null."""
    items = _several(args)
    if items is None:
        return None
    return _decided(items, False)


def some(*args: Value) -> Value:
    """Whether any item is true; a true one decides, then an unknown one, then a null."""
    items = _several(args)
    if items is None:
        return None
    return _decided(items, True)


def _decided(items: tuple[Value, ...], deciding: bool) -> Value:
    if any(item is deciding for item in items):
        return deciding
    if any(item is UNKNOWN for item in items):
        return UNKNOWN
    return (not deciding) if all(item is (not deciding) for item in items) else None


def list_contains(items: Value, element: Value) -> Value:
    """Whether the set or list holds the element."""
    if isinstance(items, frozenset):
        return is_text(element) and element in items
    listed = items_of(items)
    return None if listed is None else found_in(listed, element)


def append(*args: Value) -> Value:
    """The list with the further arguments at its end."""
    if not args or args[0] is UNKNOWN:
        return UNKNOWN if args else None
    items = items_of(args[0])
    return None if items is None else (*items, *args[1:])


def concatenate(*args: Value) -> Value:
    """The lists, one after the other."""
    joined: tuple[Value, ...] = ()
    for arg in args:
        items = items_of(arg)
        if items is None:
            return None
        lengthened(len(joined) + len(items))
        joined += items
    return joined


def union(*args: Value) -> Value:
    """The items of all, each once: a set of sets, else a list."""
    if args and all(isinstance(arg, frozenset) for arg in args):
        return frozenset(item for arg in args for item in items_of(arg) or ())
    return distinct_values(concatenate(*args))


def distinct_values(items: Value) -> Value:
    """The list without repeats, each item where it came first."""
    listed = items_of(items)
    if listed is None:
        return None
    kept: list[Value] = []
    for item in listed:
        spend(len(kept) // 4)
        repeated = found_in(kept, item)
        if repeated is UNKNOWN:
            return UNKNOWN
        if not repeated:
            kept.append(item)
    return tuple(kept)


def reverse(items: Value) -> Value:
    """The list from back to front."""
    listed = items_of(items)
    return None if listed is None else listed[::-1]


def index_of(items: Value, match: Value) -> Value:
    """The positions at which the list holds the value."""
    listed = items_of(items)
    if listed is None:
        return None
    same = [equal(item, match) for item in listed]
    if any(one is UNKNOWN for one in same):
        return UNKNOWN
    return tuple(position for position, one in enumerate(same, 1) if one)


def flatten(items: Value) -> Value:
    """The items of lists inside lists, however deep, as one list."""
    listed = items_of(items)
    return None if listed is None else tuple(_flat(listed))


def _flat(items: Iterable[Value]) -> Iterable[Value]:
    for item in items:
        if isinstance(item, tuple):
            yield from _flat(item)
        else:
            yield item


def sublist(items: Value, start: Value, length: Value = UNKNOWN) -> Value:
    """``length`` items (or all) from position ``start`` on; null where there is no such part."""
    listed = items_of(items)
    if listed is None:
        return None
    first = position(start, len(listed))
    if first is None:
        return None
    if length is UNKNOWN:
        return listed[first:]
    if not is_number(length) or length != int(length) or not 0 < length <= len(listed) - first:
        return None
    return listed[first : first + int(length)]


def position(start: Value, length: int) -> int | None:
    """The offset of FEEL's position in something so long; null for a position outside it."""
    if not is_number(start) or start != int(start):
        return None
    offset = int(start) - 1 if start > 0 else length + int(start)
    return offset if start != 0 and 0 <= offset < length else None


LIST_OPERATORS: tuple[Operator, ...] = (
    Operator(
        "count",
        "function",
        ("list: list[T] -> integer", "list: set[E] -> integer"),
        count,
        "How many items the list or set has.",
        (("count([1, 2, 2])", "3"), ("count([])", "0")),
    ),
    Operator(
        "sum",
        "function",
        _NUMBERS,
        total,
        "The sum of the numbers; null for none, or where one is null.",
        (("sum([0.1, 0.2])", "0.3"), ("sum(1, 2, 3)", "6"), ("sum([])", "null")),
    ),
    Operator(
        "min",
        "function",
        _NUMBERS,
        minimum,
        "The least of the numbers; null for none, or where one is null.",
        (("min([3, 1, 2])", "1"), ("min(3, 1.5)", "1.5"), ("min([])", "null")),
    ),
    Operator(
        "max",
        "function",
        _NUMBERS,
        maximum,
        "The greatest of the numbers; null for none, or where one is null.",
        (("max([3, 1, 2])", "3"), ("max(3, null)", "null")),
    ),
    Operator(
        "mean",
        "function",
        _MEANS,
        mean,
        "The arithmetic mean of the numbers; null for none, or where one is null.",
        (("mean([1, 2])", "1.5"), ("mean(1, 2, 3)", "2")),
    ),
    Operator(
        "median",
        "function",
        _MEANS,
        median,
        "The number in the middle when they are ordered, or the mean of the two in the middle.",
        (("median([6, 1, 2])", "2"), ("median(8, 2, 5, 3)", "4")),
    ),
    Operator(
        "all",
        "function",
        _TRUTHS,
        every,
        "Whether every item is true; true for no items.",
        (("all([true, true])", "true"), ("all(true, false)", "false"), ("all([])", "true")),
    ),
    Operator(
        "any",
        "function",
        _TRUTHS,
        some,
        "Whether some item is true; false for no items.",
        (("any([false, true])", "true"), ("any(false, null)", "null"), ("any([])", "false")),
    ),
    Operator(
        "list contains",
        "function",
        ("list: list[T], element: T -> boolean", "list: set[E], element: E -> boolean"),
        list_contains,
        "Whether the list or set holds the element; `element in set` says the same.",
        (
            ("list contains([1, 2], 2.0)", "true"),
            ('list contains(["a"], "b")', "false"),
            ("list contains([1, null], null)", "true"),
        ),
    ),
    Operator(
        "append",
        "function",
        ("list: list[T], item: T... -> list[T]",),
        append,
        "The list with more items at its end.",
        (("append([1, 2], 3, 4)", "[1, 2, 3, 4]"),),
        lenient=True,
    ),
    Operator(
        "concatenate",
        "function",
        ("list: list[T]... -> list[T]",),
        concatenate,
        "The lists, one after the other.",
        (("concatenate([1, 2], [2, 3])", "[1, 2, 2, 3]"),),
    ),
    Operator(
        "union",
        "function",
        ("list: set[E]... -> set[E]", "list: list[T]... -> list[T]"),
        union,
        "The items of all the sets or lists, each once.",
        (("union([1, 2], [2, 3])", "[1, 2, 3]"),),
    ),
    Operator(
        "distinct values",
        "function",
        ("list: list[T] -> list[T]",),
        distinct_values,
        "The list without repeats, each item where it came first.",
        (("distinct values([1, 2, 1.0, 3])", "[1, 2, 3]"),),
    ),
    Operator(
        "reverse",
        "function",
        ("list: list[T] -> list[T]",),
        reverse,
        "The list from back to front.",
        (("reverse([1, 2, 3])", "[3, 2, 1]"),),
    ),
    Operator(
        "index of",
        "function",
        ("list: list[T], match: T -> list[integer]",),
        index_of,
        "The positions, from 1, at which the list holds the value.",
        (("index of([1, 2, 3, 2], 2)", "[2, 4]"), ("index of([1], 5)", "[]")),
    ),
    Operator(
        "flatten",
        "function",
        ("list: list[list[T]] -> list[T]", "list: list[T] -> list[T]"),
        flatten,
        "The items of lists inside lists, as one list.",
        (("flatten([[1, 2], [3]])", "[1, 2, 3]"),),
    ),
    Operator(
        "sublist",
        "function",
        (
            "list: list[T], start position: integer -> list[T]",
            "list: list[T], start position: integer, length: integer -> list[T]",
        ),
        sublist,
        "The part of the list from a position on; a negative position counts from the end.",
        (
            ("sublist([4, 5, 6], 2)", "[5, 6]"),
            ("sublist([4, 5, 6], -2, 1)", "[5]"),
            ("sublist([4, 5, 6], 5)", "null"),
        ),
    ),
)
