"""The lint of one pack: every check, and what the pack accepts.

In: a review, and the codes that are wanted or not. Out: ``Linted``: the findings that stand, in the order
of the files, and how many the pack accepts. Refused: nothing; an acceptance that accepts nothing, or that
is for an error, is a finding itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medrules.diagnostics.codes import lookup, report
from medrules.diagnostics.model import Diagnostic, Severity
from medrules.diagnostics.suggest import did_you_mean
from medrules.lint.model import Finding, Review, finding
from medrules.lint.registry import all_checks
from medrules.packs.model import AcceptDef
from medrules.record import Record

OWN = ("MR0890", "MR0891", "MR0899")
"""What this module reports itself."""


class Linted(Record):
    """``diagnostics``: what stands. ``accepted``: how many findings the pack accepts."""

    diagnostics: tuple[Diagnostic, ...]
    accepted: int


def lint(review: Review, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Linted:
    """Run the checks. ``select`` and ``ignore`` hold codes or beginnings of codes (``MR08``)."""

    def wanted(code: str) -> bool:
        chosen = not select or any(code.startswith(one) for one in select)
        return chosen and not any(code.startswith(one) for one in ignore)

    found: list[Finding] = []
    ran: set[str] = set()
    for check in all_checks():
        codes = {code for code in check.codes if wanted(code)}
        if codes:
            ran |= set(check.codes)
            found += check.run(review)
    standing, accepted, entries = _accepted(review, found, ran)
    standing += entries
    standing += _undecided(review)
    kept = {one.diagnostic: None for one in standing if wanted(one.diagnostic.code)}
    ordered = sorted(
        kept, key=lambda one: (one.span.file, one.span.line, one.span.column, one.code)
    )
    return Linted(tuple(ordered), accepted)


def _accepted(
    review: Review, found: list[Finding], ran: set[str]
) -> tuple[list[Finding], int, list[Finding]]:
    """The findings that stand, how many do not, and what is wrong with the acceptances."""
    problems: list[Finding] = []
    entries: dict[tuple[str, str], AcceptDef] = {}
    for item in review.pack.accept:
        if not _acceptable(item.code):
            problems.append(_refused(item))
        else:
            entries[item.code, item.where] = item
    used = {(one.diagnostic.code, one.about) for one in found} & entries.keys()
    standing = [one for one in found if (one.diagnostic.code, one.about) not in used]
    for key, item in entries.items():
        if key not in used and item.code in ran:
            names = [one.about for one in found if one.diagnostic.code == item.code]
            problems.append(
                finding(
                    "MR0890",
                    item.where,
                    f'there is no finding {item.code} about "{item.where}" to accept',
                    item.at.value("where"),
                    help=did_you_mean(item.where, names) or "remove this entry",
                )
            )
    return standing, len(found) - len(standing), problems


def _acceptable(code: str) -> bool:
    known = any(code in check.codes for check in all_checks())
    return known and lookup(code).severity is not Severity.ERROR


def _refused(item: AcceptDef) -> Finding:
    codes = [
        code
        for check in all_checks()
        for code in check.codes
        if lookup(code).severity is not Severity.ERROR
    ]
    errors = item.code in {code for check in all_checks() for code in check.codes}
    return finding(
        "MR0891",
        item.where,
        f"{item.code} is an error, which no reason makes right"
        if errors
        else f"{item.code} is not a code that can be accepted",
        item.at.value("code"),
        help="mend what it is about" if errors else did_you_mean(item.code, codes),
    )


def _undecided(review: Review) -> Iterable[Finding]:
    late = bool(review.undecided) and review.questions.supply.late
    for name, things in review.undecided.items():
        shown = ", ".join(f'"{one}"' for one in things[:5])
        more = f" and {len(things) - 5} more" if len(things) > 5 else ""
        yield Finding(
            name,
            report(
                "MR0899",
                f'the check "{name.replace("_", " ")}" could not decide about {shown}{more}',
                review.pack.at.value("id"),
                help="this machine was too slow: run it again when less else is running"
                if late
                else "simpler conditions are easier to decide",
            ),
        )
