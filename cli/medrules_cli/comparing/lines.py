"""A comparison in lines, for people: the one order and wording that text and Markdown share.

In: a comparison. Out: headed lists of lines, not yet made safe for a terminal or a page. Refused:
nothing. Of many answers that change alike, a few are shown and the rest are counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.compare.model import AnswerChange, Change, Comparison
from medrules.record import Record

MOST_PROFILES = 3


class Entry(Record):
    """One thing that differs: its name, what of it, and details below."""

    name: str
    what: str
    details: tuple[str, ...]


class Group(Record):
    """Entries under a heading."""

    title: str
    entries: tuple[Entry, ...]


def groups(found: Comparison) -> Iterator[Group]:
    """What is written otherwise, then whose answers change."""
    if found.changes:
        yield Group("What is written otherwise", tuple(_written(one) for one in found.changes))
    for title, origin in (
        ("Answers that change for cases", "case"),
        ("Answers that change for the profiles given", "profile"),
        ("Answers that change for generated profiles", "generated"),
    ):
        some = [one for one in found.answers if one.origin == origin]
        if some:
            yield Group(title, tuple(_answers(some)))


def _written(one: Change) -> Entry:
    to = f" as {one.to}" if one.to and one.to != one.id else ""
    if one.how in ("added", "removed", "retired", "back in force"):
        told = [
            item
            for item in one.aspects
            if item.name in ("condition", "gives", "value", "type", "because")
        ]
        details = tuple(f"{item.name}: {item.after or item.before}" for item in told)
    else:
        details = tuple(
            f"{item.name}: {item.before or '(nothing)'} → {item.after or '(nothing)'}"
            for item in one.aspects
        )
    return Entry(f"{one.kind} {one.id}", one.how + to, details)


def _answers(some: list[AnswerChange]) -> Iterator[Entry]:
    """Those that change alike together: same path, same values, same rules."""
    alike: dict[tuple[object, ...], list[AnswerChange]] = {}
    for one in some:
        key = (one.path, one.before, one.after, one.fired_before, one.fired_after, one.because)
        alike.setdefault(key, []).append(one)
    for together in alike.values():
        one = together[0]
        names = list(dict.fromkeys(item.profile for item in together))
        details = [f"for: {name}" for name in names[:MOST_PROFILES]]
        if names[MOST_PROFILES:]:
            details.append(f"and {len(names) - MOST_PROFILES} more")
        if one.fired_before:
            details.append(f"no longer fires: {', '.join(one.fired_before)}")
        if one.fired_after:
            details.append(f"now fires: {', '.join(one.fired_after)}")
        if one.because:
            details.append(f"rests on what changed: {', '.join(one.because)}")
        yield Entry(one.path or "all answers", f"{one.before} → {one.after}", tuple(details))


def heading(found: Comparison) -> str:
    """Which versions are compared."""
    sides = [f"{one.pack} {one.version} ({one.shown})" for one in (found.old, found.new)]
    return f"{sides[0]} → {sides[1]}"


def tried(found: Comparison) -> str:
    """On what the answers were compared."""
    one = found.tried
    parts = [f"{one.cases} cases"]
    if one.profiles:
        parts.append(f"{one.profiles} profiles given")
    parts.append(f"{one.generated} generated profiles")
    if one.left_out:
        parts[-1] += f" ({one.left_out} more left out)"
    return f"compared on {', '.join(parts)}"


def step(found: Comparison) -> str:
    """The step that is proposed."""
    one = found.proposal
    if one.step == "none":
        return "nothing differs"
    if one.enough and found.new.version != found.old.version:
        verdict = f"the new version is {found.new.version}, which is enough"
    else:
        verdict = f"the new version is {found.new.version}, and should be {one.version} at least"
    return f"a {one.step} step: {verdict}"
