"""Mending what is mechanical.

In: the files of a pack and a way to inspect them. Out: ``Fixed``: the new bytes of the files that
changed, and what was done, in words. Only these are mended: a typo in a key, id, path, member or
function that resembles exactly one right word closely; an entry that a list holds twice; a character
that cannot be seen; an acceptance that accepts nothing. Comments and layout stay. Refused: a change
after which the same thing would be wrong at the same place.

Nothing is written here: see ``save``, which replaces each file whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

from medrules.diagnostics.model import Diagnostic
from medrules.diagnostics.suggest import Guess
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.record import Record
from medrules.source.span import Span

ROUNDS = 5
CLOSE = 0.8

TYPOS = frozenset(
    {
        "MR0301", "MR0304", "MR0305", "MR0311", "MR0401", "MR0404", "MR0442", "MR0444", "MR0446",
        "MR0448", "MR0453", "MR0460", "MR0461", "MR0470", "MR0481", "MR0482", "MR0601", "MR0607",
    }
)  # fmt: skip
"""Codes of misspelt names. Names of packs, and of rules to retire or reword, are left to a person."""


class Fixed(Record):
    """``files``: the pack with everything mended; ``done``: one line for each change."""

    files: PackFiles
    done: tuple[str, ...]

    def changed(self, before: PackFiles) -> tuple[PackFile, ...]:
        """The files that are not as they were."""
        return tuple(
            new for new, old in zip(self.files.files, before.files, strict=True) if new != old
        )


class Edit(Record):
    """A stretch of a file, by offsets in its text, and what comes in its place; ``mends``: the code and
    the line of what is wrong there, and the word."""

    file: str
    start: int
    end: int
    text: str
    what: str
    mends: tuple[str, str, int, str]


def fix(files: PackFiles, inspect: Callable[[PackFiles], Sequence[Diagnostic]]) -> Fixed:
    """Mend, inspect again, and go on until nothing is left that can be mended."""
    done: list[str] = []
    found = inspect(files)
    for _ in range(ROUNDS):
        edits = _edits(files, found)
        if not edits:
            break
        mended = _edited(files, edits)
        after = inspect(mended)
        left = {_wrong(one) for one in after}
        good = [edit for edit in edits if edit.mends not in left]
        if len(good) < len(edits):
            mended = _edited(files, good)
            after = inspect(mended)
        if not good:
            break
        done += [edit.what for edit in good]
        files, found = mended, after
    return Fixed(files, tuple(done))


def save(files: PackFiles, changed: Iterable[PackFile]) -> None:
    """Replace files of the folder, each whole or not at all. Raises OSError."""
    for item in changed:
        path = os.path.join(files.root, item.name)
        draft = f"{path}.{os.getpid()}.part"
        try:
            with open(draft, "xb") as stream:
                stream.write(item.data)
            os.replace(draft, path)
        finally:
            if os.path.exists(draft):
                os.unlink(draft)


def _wrong(item: Diagnostic) -> tuple[str, str, int, str]:
    """What is wrong, and where; a removal takes its line along, so that the column does not count."""
    word = item.help.word if isinstance(item.help, Guess) else ""
    return item.code, item.span.file, item.span.line, word


# -- from diagnostics to edits -----------------------------------------------------------------------


def _edits(files: PackFiles, found: Sequence[Diagnostic]) -> list[Edit]:
    """Edits that do not touch each other, file by file, from the end."""
    texts = {f"{files.shown}/{one.name}": _Text(one) for one in files.files}
    edits: list[Edit] = []
    for item in found:
        text = texts.get(item.span.file)
        edit = None if text is None or not item.span.line else _edit(item, text)
        if edit is not None:
            edits.append(edit)
    edits.sort(key=lambda one: (one.file, one.start, one.end))
    kept: list[Edit] = []
    for edit in edits:
        if not kept or kept[-1].file != edit.file or kept[-1].end <= edit.start:
            kept.append(edit)
    return kept


def _edit(item: Diagnostic, text: _Text) -> Edit | None:
    start, end = text.extent(item.span)
    if item.code in TYPOS and isinstance(item.help, Guess):
        return _typo(item.help, item, text, start, end)
    match item.code:
        case "MR0833":
            what = f"{item.span}: removed a character that cannot be seen ({item.code})"
            return Edit(text.name, start, end, "", what, _wrong(item))
        case "MR0408":
            start, end = _with_comma(text.text, start, end)
            what = f"{item.span}: removed an entry that was listed twice ({item.code})"
            return Edit(text.name, start, end, "", what, _wrong(item))
        case "MR0890":
            extent = _acceptance(text.text, start)
            what = f"{item.span}: removed an acceptance that accepted nothing ({item.code})"
            return None if extent is None else Edit(text.name, *extent, "", what, _wrong(item))
        case _:
            return None


def _typo(guess: Guess, item: Diagnostic, text: _Text, start: int, end: int) -> Edit | None:
    """The word replaced, where exactly one comes close and stands there exactly once."""
    right = [one for one in guess.words if close(guess.word, one)]
    if len(right) != 1:
        return None
    written = text.text[start:end]
    if written.count(guess.word) != 1:
        return None
    at = start + written.index(guess.word)
    what = f'{item.span}: "{guess.word}" is now "{right[0]}" ({item.code})'
    return Edit(text.name, at, at + len(guess.word), right[0], what, _wrong(item))


def close(word: str, right: str) -> bool:
    """Whether a word is a slip of the pen for another: hyphens and case apart, a letter or two."""
    one, other = (each.casefold().replace("_", "-") for each in (word, right))
    if one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= CLOSE:
        return True
    # Two letters that changed places count for little, but make short words look far apart.
    apart = [at for at in range(min(len(one), len(other))) if one[at] != other[at]]
    return len(one) == len(other) and len(apart) == 2 and sorted(one) == sorted(other)


def _with_comma(text: str, start: int, end: int) -> tuple[int, int]:
    """The entry with the comma before it: an entry that is listed twice is never the first."""
    before = text.rfind(",", 0, start)
    between = text[before + 1 : start] if before >= 0 else "x"
    return (start, end) if between.strip() else (before, end)


def _acceptance(text: str, inside: int) -> tuple[int, int] | None:
    """The ``[[pack.accept]]`` table around an offset, with the empty line before it.

    None where acceptances are written in another way, which is left to a person.
    """
    head = text.rfind("[[pack.accept]]", 0, inside)
    if head < 0 or text[head - 1 : head] not in ("", "\n") or "\n[" in text[head:inside]:
        return None
    start = head - 1 if text[:head].endswith("\n\n") else head
    lines = text[head:].split("\n")
    length = len(lines[0]) + 1
    for line in lines[1:]:
        if not line.strip() or line.lstrip().startswith(("#", "[")):
            break
        length += len(line) + 1
    return start, min(head + length, len(text))


# -- texts -------------------------------------------------------------------------------------------


class _Text:
    """The text of a file, with offsets for lines and columns."""

    def __init__(self, item: PackFile) -> None:
        self.name = item.name
        self.text = item.data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
        self._starts = [0]
        for at, char in enumerate(self.text):
            if char == "\n":
                self._starts.append(at + 1)

    def extent(self, span: Span) -> tuple[int, int]:
        """The offsets of a span."""
        last = len(self._starts) - 1
        start = self._starts[min(span.line - 1, last)] + span.column - 1
        end = self._starts[min(span.end_line - 1, last)] + span.end_column - 1
        return start, max(start, end)


def _edited(files: PackFiles, edits: Sequence[Edit]) -> PackFiles:
    made: list[PackFile] = []
    for item in files.files:
        own = [edit for edit in edits if edit.file == item.name]
        if own:
            mark = "\ufeff" if item.data.startswith(b"\xef\xbb\xbf") else ""
            text = _Text(item).text
            for edit in reversed(own):
                text = text[: edit.start] + edit.text + text[edit.end :]
            item = PackFile(item.name, (mark + text).encode("utf-8", "surrogateescape"))
        made.append(item)
    return PackFiles(files.root, files.shown, tuple(made), digest(made))
