"""Why a value in a profile does not fit, and what to write instead.

In: a raw value that ``medrules.profile.check`` refused. Out: a problem. Refused: nothing. Read only
when there is something to say.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from medrules.ir.program import RecordList
from medrules.ir.types import (
    BooleanType,
    EnumType,
    ListType,
    NumberType,
    SetType,
    TextType,
    Type,
)
from medrules.ir.values import Number
from medrules.ir.writing import plain
from medrules.profile.check import MOST_CHARACTERS, WIDEST, Misfit, fit
from medrules.profile.given import Entry, Problems
from medrules.profile.vocabulary import Slot
from medrules.profile.wording import (
    clipped,
    example_value,
    members_text,
    quoted,
    range_text,
    said,
    wanted,
)

if TYPE_CHECKING:
    from medrules.source.document import TomlValue

_YES = frozenset(("yes", "y", "true", "on", "1"))
_NO = frozenset(("no", "n", "false", "off", "0"))


def explain(path: str, entry: Entry, slot: Slot, problems: Problems) -> None:
    """Say why the raw value is no value of the slot."""
    raw = entry.raw
    match slot.type:
        case NumberType(unit, integer) if _is_number(raw):
            _number(path, entry, slot, unit, integer, problems)
        case TextType() if isinstance(raw, str):
            _too_long(path, entry, len(raw), problems)
        case EnumType(_, members) if isinstance(raw, str):
            _no_member(path, entry, raw, members, problems)
        case SetType(EnumType(_, members)) if isinstance(raw, list):
            _set(path, entry, raw, members, problems)
        case ListType(item) if isinstance(raw, list):
            _list(path, entry, raw, item, problems)
        case _:
            message = f'"{path}" should be {wanted(slot.type)}, but it is {said(raw)}'
            problems.add("MR0604", message, entry, _instead(path, raw, slot))


def _is_number(raw: TomlValue) -> bool:
    return isinstance(raw, int | Decimal) and not isinstance(raw, bool)


def _instead(path: str, raw: TomlValue, slot: Slot) -> str:
    """What to write, guessed from what was written."""
    kind = slot.type
    text = raw.strip() if isinstance(raw, str) else ""
    match kind:
        case BooleanType() if text.casefold() in _YES or raw == 1:
            return "write true, without quotes"
        case BooleanType() if text.casefold() in _NO or raw == 0:
            return "write false, without quotes"
        case NumberType() if text and (number := _number_in(text)) is not None:
            return f"write {plain(number)} without quotes"
        case SetType(EnumType(_, members)) if text in members:
            return f"write [{quoted(text)}]"
        case EnumType(_, members) if isinstance(raw, list) and len(raw) == 1 and raw[0] in members:
            return f"write {quoted(str(raw[0]))} without brackets"
        case TextType() if _is_number(raw) or isinstance(raw, bool | date | time):
            return f'put it in quotes: "{said(raw).rpartition(" ")[2]}"'
        case EnumType(_, members):
            return f"write {members_text(members)}"
        case _:
            pass
    name = path.rpartition(".")[2]
    range_ = f" ({range_text(slot)})" if range_text(slot) else ""
    return f"write it like this: {name} = {example_value(slot)}{range_}"


def _number_in(text: str) -> Number | None:
    """The number that a text holds, maybe with separators of thousands or a sign of money."""
    plain = text.removeprefix("$").removesuffix("%").replace(" ", "").replace("_", "")
    if plain.count(",") and all(len(part) == 3 for part in plain.split(",")[1:]):
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except ArithmeticError:
        return None
    if not number.is_finite() or number.copy_abs() > WIDEST:
        return None
    return number


def _number(
    path: str, entry: Entry, slot: Slot, unit: str, integer: bool, problems: Problems
) -> None:
    raw = entry.raw
    if not isinstance(raw, int | Decimal):
        return
    low = -WIDEST if slot.minimum is None else slot.minimum
    high = WIDEST if slot.maximum is None else slot.maximum
    if isinstance(raw, Decimal) and not raw.is_finite():
        message = f'"{path}" is {said(raw)}'
        problems.add("MR0606", message, entry, "leave it out if it is not known")
    elif raw < low or raw > high:
        way, bound = ("less than", low) if raw < low else ("more than", high)
        limit = f"{plain(bound)} {unit}" if unit else plain(bound)
        value = plain(raw) if -(10**18) <= raw <= 10**18 else "a very large number"
        range_ = range_text(slot) or f"{plain(low)} to {plain(high)}"
        message = f'"{path}" is {value}, {way} {limit}'
        problems.add("MR0606", message, entry, f"it takes {range_}")
    elif integer:
        near = plain(int(raw))
        message = f'"{path}" should be a whole number, but it is {plain(raw)}'
        problems.add("MR0605", message, entry, f"write a whole number, such as {near}")


def _too_long(path: str, entry: Entry, length: int, problems: Problems) -> None:
    message = f'"{path}" has {length} characters; a text takes at most {MOST_CHARACTERS}'
    problems.add("MR0611", message, entry, "shorten it; the rules need a word or two")


def _no_member(
    path: str, entry: Entry, raw: str, members: tuple[str, ...], problems: Problems
) -> None:
    help = problems.guess(raw, members) or f"it can be {members_text(members)}"
    problems.add("MR0607", f'"{path}" cannot be "{clipped(raw)}"', entry, help)


def _set(
    path: str,
    entry: Entry,
    raw: list[TomlValue],
    members: tuple[str, ...],
    problems: Problems,
) -> None:
    first: dict[str, Entry] = {}
    for index, one in enumerate(raw):
        place = Entry(one, (*entry.steps, index), entry.option)
        if not isinstance(one, str):
            message = f'"{path}" takes words, but entry {index + 1} is {said(one)}'
            problems.add("MR0604", message, place, f"it can hold {members_text(members)}")
        elif one not in members:
            _no_member(path, place, one, members, problems)
        elif one in first:
            problems.add(
                "MR0608",
                f'"{one}" stands twice in "{path}"',
                place,
                "take one of the two out",
                also=first[one],
                also_text="first given here",
            )
        else:
            first[one] = place


def _list(path: str, entry: Entry, raw: list[TomlValue], item: Type, problems: Problems) -> None:
    for index, one in enumerate(raw):
        try:
            fit(one, item, None, None)
        except Misfit:
            place = Entry(one, (*entry.steps, index), entry.option)
            if isinstance(item, EnumType) and isinstance(one, str):
                _no_member(path, place, one, item.members, problems)
            else:
                message = (
                    f'entry {index + 1} of "{path}" should be {wanted(item)}, but it is {said(one)}'
                )
                problems.add("MR0604", message, place, 'write a list, such as ["one", "two"]')


def too_many(item: RecordList, count: int, entry: Entry, problems: Problems) -> None:
    """More records than the list takes."""
    message = f'"{item.path}" lists {count} records; at most {item.max_items} are compared'
    problems.add("MR0610", message, entry, "keep the ones that are really in question")


def same_names(
    item: RecordList,
    entries: list[Entry | None],
    taken: dict[str, str],
    problems: Problems,
) -> None:
    """Records of one name: twice in the profile, or once there and once in a pack."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry is None or not isinstance(entry.raw, str):
            continue
        name = clipped(entry.raw)
        if entry.raw in first:
            problems.add(
                "MR0609",
                f'two records of "{item.path}" have the {item.key} "{name}"',
                entry,
                "give each a name of its own, so that the answer can tell them apart",
                also=first[entry.raw],
                also_text="the other one",
            )
        elif entry.raw in taken:
            problems.add(
                "MR0609",
                f'the pack "{taken[entry.raw]}" already lists "{name}" in "{item.path}"',
                entry,
                f"take the record out, or give it another {item.key}",
            )
        first.setdefault(entry.raw, entry)
