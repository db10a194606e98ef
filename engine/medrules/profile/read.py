"""From a profile, TOML or JSON, to the facts that an evaluation starts from.

In: a path (``-`` is the standard input), a program, and ``--set`` options. Out: ``ProfileResult``: the
profile and everything that is wrong with it, all at once. Refused, as diagnostics with line, column
and suggestion: files that cannot be read or parsed, more than 1 MiB, and what ``collect``,
``overrides`` and ``check`` refuse; a file that says nothing at all.

A fact that is absent, or null in JSON, is unknown. Places of values are found only when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medrules.diagnostics.model import Diagnostic, MedrulesError, Severity
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.profile.check import check
from medrules.profile.collect import collect
from medrules.profile.given import Entry, Given, Problems, Steps
from medrules.profile.overrides import override
from medrules.profile.vocabulary import Vocabulary
from medrules.record import Record

if TYPE_CHECKING:
    from medrules.source.document import Document, TomlValue
    from medrules.source.span import Span
    from medrules.source.text import SourceFile

MOST_BYTES = 1 << 20
"""The largest profile that is read."""


class ProfileResult(Record):
    """A profile as read, without places, and the diagnostics of reading it, in the file's order.

    With an error among them ``profile`` holds only what was right; ``checked`` refuses it then.
    ``document`` is None where the text could not be parsed, ``source`` where it could not be read.
    """

    profile: Profile
    diagnostics: tuple[Diagnostic, ...]
    document: Document | None
    given: Given
    source: SourceFile | None

    @property
    def ok(self) -> bool:
        """Whether the profile can be evaluated."""
        return all(item.severity is not Severity.ERROR for item in self.diagnostics)

    def checked(self) -> Profile:
        """The profile. Raises MedrulesError with all diagnostics when it is not ``ok``."""
        if not self.ok:
            raise MedrulesError(self.diagnostics)
        return self.profile

    def placed(self) -> Profile:
        """The profile with the places of its values filled in, for explanations.

        Concrete paths (``programs[0].name``) of what stands in a file; options have no place.
        """
        return self.profile.replace(places=places(self.document, self.given))


def read_profile(
    source: str,
    program: Program,
    overrides: Sequence[str] = (),
    *,
    text: SourceFile | None = None,
) -> ProfileResult:
    """The profile in the file ``source`` (``-`` is the standard input) for that program.

    It is JSON when its name ends in ``.json`` or its first character is ``{``, else TOML. ``text``
    is what the file holds, where it has been read already.
    """
    from medrules.source.text import read_stdin, read_text, within

    try:
        if text is not None:
            within(text, MOST_BYTES)
        else:
            text = read_stdin(MOST_BYTES) if source == "-" else read_text(source, MOST_BYTES)
        document = parse(text)
    except MedrulesError as error:
        return ProfileResult(Profile({}, {}, {}), error.diagnostics, None, Given(), text)
    return profile_of(document, program, overrides)


def parse(source: SourceFile) -> Document:
    """The text of a profile as a document. Raises MedrulesError."""
    start = source.text.lstrip()[:1]
    if start == "{" or (start and source.name.lower().endswith(".json")):
        from medrules.source.json_text import parse_json

        return parse_json(source)
    from medrules.source.toml import parse_toml

    return parse_toml(source)


def profile_of(
    document: Document, program: Program, overrides: Sequence[str] = ()
) -> ProfileResult:
    """The profile that a document holds, as ``read_profile``."""
    vocabulary = Vocabulary(program)
    problems = Problems(document)
    given = collect(document.data, vocabulary, problems)
    if overrides:
        override(given, overrides, vocabulary, problems)
    if given.is_empty() and not problems.found:
        problems.add(
            "MR0612",
            "the profile says nothing: it gives no fact",
            Entry(None, ()),
            "take the # off each line that you can answer"
            if "\n#" in document.source.text
            else '"medrules init" writes a profile with every fact in it, to uncomment and fill in',
        )
    profile = check(given, vocabulary, problems)
    found = problems.listed() if problems.found else ()
    return ProfileResult(profile, found, document, given, document.source)


def read_facts(
    document: Document, at: Steps, program: Program
) -> tuple[Profile, tuple[Diagnostic, ...]]:
    """The facts in one table of a document, such as a case's ``given``, and what is wrong with them.

    They may be none: where the table is absent, everything is unknown.
    """
    data: TomlValue = document.data
    for step in at:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
    vocabulary = Vocabulary(program)
    problems = Problems(document)
    given = collect(data if isinstance(data, dict) else {}, vocabulary, problems, at)
    profile = check(given, vocabulary, problems)
    return profile, problems.listed() if problems.found else ()


def places(document: Document | None, given: Given) -> dict[str, Span]:
    """Where the given values stand, by concrete path; a record list and each record too."""
    if document is None:
        return {}
    found = {
        path: document.value_span(entry.steps)
        for path, entry in given.values.items()
        if not entry.option
    }
    for path, steps in given.lists.items():
        found[path] = document.value_span(steps)
    for path, records in given.records.items():
        for index, (record, steps) in enumerate(zip(records, given.rows[path], strict=True)):
            if steps:
                found[f"{path}[{index}]"] = document.value_span(steps)
            for name, entry in record.items():
                if not entry.option:
                    found[f"{path}[{index}].{name}"] = document.value_span(entry.steps)
    return found
