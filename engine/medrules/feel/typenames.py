"""The names of types, after ``instance of`` and behind parameters (grammar rule 52).

In: a ``Reader`` at the first token of a type. Out: the type as one text in canonical form, such as
``list<number>``, ``context<a: number, b: string>`` or ``function<number> -> string``. Refused, as
problems: what is no type.
"""

from __future__ import annotations

from functools import cache

from medrules.feel.names import TYPES, NameIndex
from medrules.feel.reader import Reader

_GENERIC = ("list", "range", "context", "function")


@cache
def _types() -> NameIndex:
    return NameIndex(TYPES)


def type_name(reader: Reader) -> str:
    """Go past a type; its canonical text."""
    reader.deeper()
    token = reader.token
    named, spelled = max(
        _types().match(reader.tokens, reader.at),
        reader.variables.match(reader.tokens, reader.at),
        key=lambda found: found[0],
    )
    if named:
        reader.seek(reader.at + named)
        found = spelled
    elif token.text in _GENERIC and reader.ahead().text in ("<", "<>"):
        reader.advance()
        found = _generic(reader, token.text)
    elif token.kind == "name" or token.text in ("function", "null"):
        found = reader.advance().text
        while reader.take("."):
            found = f"{found}.{reader.member_name()}"
    else:
        advice = "Write a type, such as `number`, `string`, `boolean` or `list<number>`."
        raise reader.stop("MR0217", "The name of a type is missing here.", token, advice)
    reader.depth -= 1
    return found


def _generic(reader: Reader, outer: str) -> str:
    inner: list[str] = []
    if not (outer == "function" and reader.take("<>")):
        reader.take("<")
        while not (outer == "function" and reader.on(">")):
            field = f"{reader.declared_name('a part', ':')}: " if outer == "context" else ""
            if field and not reader.take(":"):
                raise reader.unexpected()
            inner.append(field + type_name(reader))
            if outer in ("list", "range") or not reader.take(","):
                break
        if not reader.take(">"):
            _unclosed(reader, outer)
    found = f"{outer}<{', '.join(inner)}>"
    if outer == "function":
        if not reader.take("->"):
            advice = "A function type ends in what it gives: `function<number> -> string`."
            raise reader.stop("MR0217", "This function type has no `->`.", reader.token, advice)
        found = f"{found} -> {type_name(reader)}"
    return found


def _unclosed(reader: Reader, outer: str) -> None:
    advice = f"Write `>` where the types of `{outer}<…>` end."
    raise reader.stop("MR0217", f"The type `{outer}<` is not closed.", reader.token, advice)
