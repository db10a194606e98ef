"""The facts of a case, and those of its rows over them.

In: the ``given`` table of a case and perhaps that of one of its rows. Out: a ``Profile``. Refused, as
diagnostics with their places: whatever a profile may not say. A row's fact takes the place of the
case's; a row's record list takes the place of the whole list.
"""

from __future__ import annotations

from medrules.diagnostics.model import Diagnostic
from medrules.ir.evaluation import Profile
from medrules.packs.table import Table
from medrules.profile.check import check
from medrules.profile.collect import collect
from medrules.profile.given import Given, Problems
from medrules.profile.vocabulary import Vocabulary


def profile_of(
    tables: tuple[Table, ...], vocabulary: Vocabulary
) -> tuple[Profile, tuple[Diagnostic, ...]]:
    """What the ``given`` of each table says, later ones over earlier ones, and what is wrong.

    All tables stand in one document.
    """
    problems = Problems(tables[0].at.document)
    merged = Given()
    for table in tables:
        data = table.raw("given")
        if not isinstance(data, dict):
            continue
        given = collect(data, vocabulary, problems, (*table.at.path, "given"))
        merged.values.update(given.values)
        merged.records.update(given.records)
        merged.lists.update(given.lists)
        merged.rows.update(given.rows)
    profile = check(merged, vocabulary, problems)
    return profile, problems.listed() if problems.found else ()
