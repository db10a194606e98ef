"""What rules use of other packs: only of those that their own pack requires.

In: a build whose rules are drafted. Out: the same. Refused, as diagnostics: a rule that reads, concludes or
cites something of a pack which its own does not require, directly or not.
Without this a pack would work or not work depending on what else happens to be installed.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.compiler.build import Build, Drafted, Vocabulary
from medrules.compiler.compose import reach_of
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.feel.reads import Read, reads_of


def refuse_borrowed(build: Build) -> Build:
    """The build, with a diagnostic for each name that is used without a requirement."""
    reach = reach_of(build.packs)
    owners = _owners(build.vocabulary)
    sources = {item.id: item.pack for item in build.vocabulary.sources.values()}
    problems: list[Diagnostic] = []
    for drafted in build.rules:
        pack, place = drafted.rule.origin.pack, drafted.rule.origin.span
        used = [(owners.get(one.path), "reads", one.path, one.span) for one in _reads(drafted)]
        used.append(
            (owners.get(drafted.rule.conclusion), "concludes", drafted.rule.conclusion, place)
        )
        used += [
            (sources.get(one.source), "cites", one.source, place) for one in drafted.rule.cites
        ]
        for owner, does, name, span in used:
            if owner is None or owner in reach[pack]:
                continue
            problems.append(
                report(
                    "MR0512",
                    f'"{pack}" {does} "{name}" of "{owner}" without requiring it',
                    span,
                    help=f'add [[pack.requires]] with pack = "{owner}" and the versions this was written for',
                )
            )
    return build.found(problems)


def _reads(drafted: Drafted) -> Iterator[Read]:
    """What the condition, the value, the loop and the text of a rule read."""
    yield from drafted.reads
    for part in drafted.rule.because.parts:
        if not isinstance(part, str):
            yield from reads_of(part)


def _owners(vocabulary: Vocabulary) -> dict[str, str]:
    """The pack that declares a path."""
    groups = (vocabulary.facts, vocabulary.lists, vocabulary.parameters, vocabulary.derived)
    return {path: item.pack for group in groups for path, item in group.items()}
