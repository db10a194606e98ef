"""Text functions of the operator table.

In: known values. Out: the value; null for arguments of the wrong type. Length and positions count
Unicode code points, from 1, from the end where negative. Refused: nothing.
"""

from __future__ import annotations

from medrules.feel.operators.comparing import is_number, is_text
from medrules.feel.operators.lists import items_of, position
from medrules.feel.operators.model import Operator, Value
from medrules.ir.limits import joined
from medrules.ir.values import NUMBERS, UNKNOWN, Number
from medrules.ir.writing import written


def contains(string: Value, match: Value) -> Value:
    """Whether ``match`` stands somewhere in the text."""
    return match in string if is_text(string) and is_text(match) else None


def starts_with(string: Value, match: Value) -> Value:
    """Whether the text begins with ``match``."""
    return string.startswith(match) if is_text(string) and is_text(match) else None


def ends_with(string: Value, match: Value) -> Value:
    """Whether the text ends with ``match``."""
    return string.endswith(match) if is_text(string) and is_text(match) else None


def string_length(string: Value) -> Value:
    """How many code points."""
    return len(string) if is_text(string) else None


def upper_case(string: Value) -> Value:
    """The text in capitals."""
    return string.upper() if is_text(string) else None


def lower_case(string: Value) -> Value:
    """The text in small letters."""
    return string.lower() if is_text(string) else None


def substring(string: Value, start: Value, length: Value = UNKNOWN) -> Value:
    """``length`` code points (or all) from position ``start`` on; null for a position outside."""
    if not is_text(string):
        return None
    first = position(start, len(string))
    if first is None:
        return None
    if length is UNKNOWN:
        return string[first:]
    if not is_number(length) or length < 1:
        return None
    return string[first : first + int(min(length, len(string)))]


def substring_before(string: Value, match: Value) -> Value:
    """What stands before the first ``match``; empty where there is none."""
    if not (is_text(string) and is_text(match)):
        return None
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


def substring_after(string: Value, match: Value) -> Value:
    """What stands after the first ``match``; empty where there is none."""
    if not (is_text(string) and is_text(match)):
        return None
    return string.partition(match)[2] if match else string


def string_join(items: Value, delimiter: Value = "") -> Value:
    """The texts of a list, one after the other; nulls are left out."""
    listed = items_of(items)
    delimiter = "" if delimiter is None else delimiter
    if listed is None or not is_text(delimiter):
        return None
    texts = [item for item in listed if is_text(item)]
    others = [item for item in listed if item is not None and not is_text(item)]
    if any(item is not UNKNOWN for item in others):
        return None
    if others:
        return UNKNOWN
    joined(sum(map(len, texts)) + len(delimiter) * len(texts))
    return delimiter.join(texts)


def string(value: Value) -> Value:
    """The value as FEEL writes it; a text as it is; null for null."""
    return value if value is None or is_text(value) else written(value)


def number(from_: Value, grouping: Value = None, decimal: Value = None) -> Value:
    """The number that a text writes; null for a text that writes none.

    ``grouping`` (a space, ``,``, ``.`` or null) is taken out; ``decimal`` (``.``, ``,`` or null
    for ``.``) stands before the decimals.
    """
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ".", ","):
        return None
    if is_number(from_):
        return from_
    if not is_text(from_) or (grouping is not None and grouping == decimal):
        return None
    text = from_.replace(str(grouping), "") if grouping is not None else from_
    if decimal == ",":
        # A full stop left over is no part of a number written with a decimal comma.
        text = text.replace(".", "?").replace(",", ".")
    return _read_number(text)


def _read_number(text: str) -> Number | None:
    body = text[1:] if text[:1] == "-" else text
    whole, point, decimals = body.partition(".")
    digits = whole + decimals
    # Not str.isdigit alone: Decimal would also take digits of other scripts.
    if not (digits.isascii() and digits.isdigit()) or (point and not decimals):
        return None
    value = NUMBERS.create_decimal(text)
    return int(value) if not decimals and value.adjusted() < NUMBERS.prec else value


_TWO_TEXTS = ("string: text, match: text -> boolean",)

TEXT_OPERATORS: tuple[Operator, ...] = (
    Operator(
        "contains",
        "function",
        _TWO_TEXTS,
        contains,
        "Whether the second text stands somewhere in the first; capitals matter.",
        (('contains("curriculum", "cul")', "true"), ('contains("abc", "B")', "false")),
    ),
    Operator(
        "starts with",
        "function",
        _TWO_TEXTS,
        starts_with,
        "Whether the first text begins with the second.",
        (('starts with("teaching", "teach")', "true"),),
    ),
    Operator(
        "ends with",
        "function",
        _TWO_TEXTS,
        ends_with,
        "Whether the first text ends with the second.",
        (('ends with("teaching", "ing")', "true"),),
    ),
    Operator(
        "string length",
        "function",
        ("string: text -> integer",),
        string_length,
        "How many characters (Unicode code points) the text has.",
        (('string length("naïve")', "5"),),
    ),
    Operator(
        "substring",
        "function",
        (
            "string: text, start position: integer -> text",
            "string: text, start position: integer, length: integer -> text",
        ),
        substring,
        "The part of the text from a position on; a negative position counts from the end.",
        (
            ('substring("foobar", 3)', '"obar"'),
            ('substring("foobar", 3, 3)', '"oba"'),
            ('substring("foobar", -2, 1)', '"a"'),
        ),
    ),
    Operator(
        "substring before",
        "function",
        ("string: text, match: text -> text",),
        substring_before,
        "What stands before the first match; empty where there is none.",
        (('substring before("foobar", "bar")', '"foo"'), ('substring before("a", "x")', '""')),
    ),
    Operator(
        "substring after",
        "function",
        ("string: text, match: text -> text",),
        substring_after,
        "What stands after the first match; empty where there is none.",
        (('substring after("foobar", "ob")', '"ar"'), ('substring after("a", "x")', '""')),
    ),
    Operator(
        "upper case",
        "function",
        ("string: text -> text",),
        upper_case,
        "The text in capitals.",
        (('upper case("aBc4")', '"ABC4"'),),
    ),
    Operator(
        "lower case",
        "function",
        ("string: text -> text",),
        lower_case,
        "The text in small letters.",
        (('lower case("aBc4")', '"abc4"'),),
    ),
    Operator(
        "string join",
        "function",
        ("list: list[text] -> text", "list: list[text], delimiter: text -> text"),
        string_join,
        "The texts of a list, one after the other with the delimiter between; nulls are left out.",
        (('string join(["a", "b"], ", ")', '"a, b"'), ('string join(["a", null])', '"a"')),
    ),
    Operator(
        "string",
        "function",
        ("from: T -> text",),
        string,
        "The value as text: a number without needless zeros, a member of an enum as its word.",
        (("string(1.50)", '"1.5"'), ("string(true)", '"true"'), ('string(["a"])', '"[\\"a\\"]"')),
    ),
    Operator(
        "number",
        "function",
        (
            "from: text -> number",
            "from: text, grouping separator: text, decimal separator: text -> number",
        ),
        number,
        "The number that a text writes; null for a text that writes none.",
        (
            ('number("12.50")', "12.5"),
            ('number("1.500,25", ".", ",")', "1500.25"),
            ('number("twelve")', "null"),
        ),
    ),
)
