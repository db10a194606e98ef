"""What the cursor stands in: which key of which table, which string, which word.

In: the text of a TOML file, right or half written, and an offset. Out: ``Spot``. Refused: nothing. The
text is read by its quotes and brackets only, so that it may be broken anywhere else.
"""

from __future__ import annotations

import re

from medrules.record import Record

_QUOTED = re.compile(
    r"""\#[^\n]*
    |\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)
    |'''.*?(?:'''|\Z)
    |"(?:[^"\\\n]|\\.)*"?
    |'[^'\n]*'?""",
    re.VERBOSE | re.DOTALL,
)
_KEY = re.compile(r"(?:^|[{,])[ \t]*([\w.\[\]\0-]+)[ \t]*=(?!=)", re.MULTILINE)
_HEADER = re.compile(r"^[ \t]*\[\[?[ \t]*([\w.-]+)", re.MULTILINE)
_PATH = r"\w+(?:\[\])?(?:\.\w+)*"
_WORDS = (
    re.compile(r"[\w.-]+(?:/[\w.-]+)*(?:#[\w.-]+)?"),
    re.compile(_PATH),
    re.compile(r"[\w-]+"),
)
_LAST_PATH = re.compile(_PATH)
FILL = "\0"
"""What stands in the place of strings and comments, character for character."""


class Spot(Record):
    """``header``: the table, such as ``cases.given``; ``key``: the nearest key before the cursor.

    ``string`` is the text of the string from its start to the cursor, None outside of strings;
    ``quoted`` whether a FEEL text is open in it; ``item``: how many commas the value has before.
    """

    header: str
    key: str
    string: str | None
    quoted: bool
    item: int


def spot(text: str, offset: int) -> Spot:
    """Where ``offset`` stands."""
    before = text[:offset]
    blank = _blanked(before)
    header = ([found[1] for found in _HEADER.finditer(blank)] or [""])[-1]
    start = max((found.start() for found in _HEADER.finditer(blank)), default=0)
    keys = list(_KEY.finditer(blank, start))
    key, item = "", 0
    if keys:
        key = before[slice(*keys[-1].span(1))].strip("\"'")
        item = blank.count(",", keys[-1].end())
    string = _open_string(before)
    plain = (string or "").replace('\\"', '"')
    return Spot(header, key, string, plain.count('"') % 2 == 1, item)


def last_path(feel: str) -> str:
    """The path nearest before the quote that is open in a FEEL text."""
    plain = feel.replace('\\"', '"')
    found = _LAST_PATH.findall(re.sub(r'"[^"]*"', "", plain[: plain.rfind('"')]))
    words = [one for one in found if one not in ("in", "and", "or", "not", "if", "then", "else")]
    return words[-1] if words else ""


def next_path(text: str, end: int) -> str:
    """The first path after ``end`` on its line, as in ``"word" in path``."""
    line = text[end:].split("\n", 1)[0]
    found = re.search(rf"\bin\s+({_PATH})", line)
    return found[1] if found else ""


def words_at(text: str, offset: int) -> tuple[tuple[int, int], ...]:
    """Every word that may be meant at ``offset``, as extents, the longest kind first."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    at = offset - start
    found = [
        (start + one.start(), start + one.end())
        for pattern in _WORDS
        for one in pattern.finditer(line)
        if one.start() <= at <= one.end()
    ]
    return tuple(dict.fromkeys(found))


def written_before(text: str, offset: int, *, feel: bool) -> int:
    """Where the word that is being written at ``offset`` starts."""
    pattern = r"(?:\w|\.(?!\.)|\[\])*\Z" if feel else r"(?:[\w./#-]|\[\])*\Z"
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    found = re.search(pattern, line)
    return offset - (len(line) - found.start() if found else 0)


def inputs_above(text: str, offset: int) -> tuple[str, ...]:
    """The inputs of the decision table that stands above ``offset``, as they are written."""
    start = text.rfind("\n[[tables]]", 0, offset)
    found = re.search(r"^inputs\s*=\s*\[(.*?)\]\s*$", text[start + 1 : offset], re.M | re.S)
    return tuple(re.findall(r"""["']([^"'\n]+)["']""", found[1])) if found else ()


def _blanked(text: str) -> str:
    return _QUOTED.sub(lambda found: FILL * len(found.group()), text)


def _open_string(before: str) -> str | None:
    last = next(reversed(list(_QUOTED.finditer(before))), None)
    if last is None or last.end() != len(before) or last.group().startswith("#"):
        return None
    token = last.group()
    for quote in ('"""', "'''", '"', "'"):
        if token.startswith(quote):
            closed = len(token) >= 2 * len(quote) and token.endswith(quote)
            if closed and not (quote[0] == '"' and token.endswith('\\"')):
                return None
            return token[len(quote) :]
    return None
