"""Which step of SemVer a change asks for, and why.

In: what differs. Out: ``Proposal``. Refused: nothing. *Major*: a settled answer of a case, or of a
profile of the file, changes; or something that others may name is gone or of another type. *Minor*:
anything else that is more than text. *Patch*: texts only. In version 0, where nothing is promised
yet, a major step raises the second number and every other step the third.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medrules.compare.model import AnswerChange, Change, Proposal

_NAMED = frozenset({"fact", "conclusion", "member", "enum", "list", "parameter", "pack"})
"""Kinds of things that profiles, programs and other packs name."""

_MOST = 3


def proposal(
    changes: Sequence[Change], answers: Sequence[AnswerChange], old: str, new: str
) -> Proposal:
    """The step from version ``old``; ``new`` is what the new version calls itself."""
    for step, reasons in (
        ("major", [*_answers(answers), *_gone(changes)]),
        ("minor", [*_added(changes), *_other_answers(answers)]),
        ("patch", [f"only texts change, in {_counted(len(changes), 'place')}"] if changes else []),
    ):
        if reasons:
            version = _raised(old, step)
            shown = (
                *reasons[:_MOST],
                *((f"and {len(reasons) - _MOST} more",) if reasons[_MOST:] else ()),
            )
            enough = _numbers(new) >= _numbers(version)
            return Proposal(step, shown, version, enough)  # type: ignore[arg-type]
    return Proposal("none", ("nothing differs",), old, True)


def _answers(answers: Sequence[AnswerChange]) -> Iterator[str]:
    for one in answers:
        if one.origin != "generated" and one.was_settled:
            what = "case" if one.origin == "case" else "profile"
            yield f'the {what} "{one.profile}" changes {one.path} from {one.before} to {one.after}'


def _gone(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        if one.kind not in _NAMED:
            continue
        if one.how == "removed":
            yield f"the {one.kind} {one.id} is gone"
        elif one.how == "type changed" and any(item.name == "type" for item in one.aspects):
            item = next(item for item in one.aspects if item.name == "type")
            yield f"the {one.kind} {one.id} was {item.before}, and is {item.after}"
        elif one.kind == "pack":
            yield "the pack has another id"


def _added(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        if not one.only_texts:
            yield f"{one.kind} {one.id}: {one.how}"


def _other_answers(answers: Sequence[AnswerChange]) -> Iterator[str]:
    if answers:
        yield f"answers change for {_counted(len({one.profile for one in answers}), 'profile')}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _numbers(version: str) -> tuple[int, int, int]:
    core = version.partition("+")[0].partition("-")[0].split(".")
    numbers = [int(one) if one.isdecimal() else 0 for one in core[:3]]
    first, second, third = (*numbers, 0, 0, 0)[:3]
    return first, second, third


def _raised(version: str, step: str) -> str:
    first, second, third = _numbers(version)
    if first == 0:
        return f"0.{second + 1}.0" if step == "major" else f"0.{second}.{third + 1}"
    match step:
        case "major":
            return f"{first + 1}.0.0"
        case "minor":
            return f"{first}.{second + 1}.0"
        case _:
            return f"{first}.{second}.{third + 1}"
