"""Facts that are set for every row: ``--set`` and ``--compare-set``.

In: texts ``FACT=VALUE``. Out: values by path. Refused, as ``MedrulesError``: whatever ``evaluate --set``
refuses too; fields of records, which no two rows share (MR1116).
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.ir.evaluation import Plain
from medrules.profile.check import check
from medrules.profile.given import Given, Problems, Steps
from medrules.profile.overrides import override
from medrules.profile.vocabulary import Vocabulary
from medrules.source.span import NOWHERE, Span


class Nowhere:
    """The places of what no file holds."""

    def key_span(self, _path: Steps, /) -> Span:
        """No place."""
        return NOWHERE

    def value_span(self, _path: Steps, /) -> Span:
        """No place."""
        return NOWHERE


def constants_of(vocabulary: Vocabulary, settings: Sequence[str]) -> dict[str, Plain]:
    """The value of each fact that is set. Raises MedrulesError with everything that is wrong."""
    problems = Problems(Nowhere())
    given = Given()
    override(given, settings, vocabulary, problems)
    profile = check(given, vocabulary, problems)
    found = list(problems.listed()) if problems.found else []
    for path in profile.records:
        message = f'"{path}" is a list of records, which cannot be set for every row'
        found.append(report("MR1116", message, help="set single facts only"))
    if found:
        raise MedrulesError(found)
    return dict(profile.values)
