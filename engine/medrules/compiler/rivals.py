"""Which pack changed what, so that two packs that do not know each other cannot both.

In: every change as it is made: the pack, what it changes, which aspect of it. Out: a diagnostic that
names both places when a pack that neither requires nor is required has changed the same before.
Nothing else is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.packs.model import PackDef
from medrules.source.span import Span

RETIRED = "retired"
"""The aspect of a rule that is taken out of force: it goes with no other change."""


class Claim(NamedTuple):
    """A change that was made: by which pack, in words that follow its id, and where."""

    pack: str
    what: str
    span: Span


class Claims:
    """The changes made so far. ``reach`` holds, for every pack, itself and all that it requires."""

    def __init__(self, reach: dict[str, set[str]]) -> None:
        self._reach = reach
        self._made: dict[str, dict[str, list[Claim]]] = {}

    def rival(
        self, pack: PackDef, targets: Iterable[str], aspect: str, what: str, span: Span
    ) -> Diagnostic | None:
        """Note the change of these targets; a diagnostic when a rival has made one that it meets.

        ``what`` follows the pack's id in a sentence: ``gives "weights.brand" a value``.
        """
        claim = Claim(pack.id, what, span)
        found: Claim | None = None
        for target in targets:
            made = self._made.setdefault(target, {})
            for other, claims in made.items():
                if aspect == other or RETIRED in (aspect, other):
                    found = found or self._first_rival(pack, claims)
            made.setdefault(aspect, []).append(claim)
        return None if found is None else _between(claim, found)

    def retired_by_rival(self, pack: PackDef, target: str) -> Claim | None:
        """Who retired that rule, or a part of that table, without a requirement either way."""
        for name, made in self._made.items():
            if name == target or name.startswith(f"{target}/"):
                found = self._first_rival(pack, made.get(RETIRED, []))
                if found is not None:
                    return found
        return None

    def _first_rival(self, pack: PackDef, claims: list[Claim]) -> Claim | None:
        return next((one for one in claims if one.pack not in self._reach[pack.id]), None)


def _between(claim: Claim, rival: Claim) -> Diagnostic:
    return report(
        "MR0507",
        f'"{claim.pack}" {claim.what}, but "{rival.pack}" {rival.what}, and neither requires the '
        "other",
        claim.span,
        (Label(rival.span, f'"{rival.pack}" does so here'),),
        "let one of the packs require the other: the later one then decides",
    )


def rival_of_retired(pack: PackDef, what: str, span: Span, rival: Claim) -> Diagnostic:
    """The diagnostic for a change of a rule that a rival has taken out of force."""
    return _between(Claim(pack.id, what, span), rival)
