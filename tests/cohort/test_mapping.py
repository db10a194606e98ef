"""Mapping files: foreign columns and values, and what is refused of them."""

from __future__ import annotations

import pytest
from tests.cohort.people import answer, ran
from tests.cohort.test_equality import rows_of
from tests.cohort.test_rejects import rejects_of

from medrules.diagnostics.model import MedrulesError
from medrules.ir.values import UNKNOWN

CSV = (
    "ID,Main identity,Hours,Funded,Motives,Comment\n"
    "a,edu,4,Y,lead|schol,x\n"
    "b,clin,-99,N,,y\n"
    "c,what,NA,N,,z\n"
)
MAP = """
missing = ["NA", -99]
delimiter = "|"
keep = ["ID"]

[columns]
Hours = "support.protected_hours_per_week"

[columns."Main identity"]
fact = "goals.primary_identity"
values = { edu = "educator", clin = "clinician" }

[columns.Funded]
fact = "plan.payoff_plan"
values = { Y = true, N = false }

[columns.Motives]
fact = "goals.motives"
values = { lead = "leadership", schol = "scholarship" }

[constants]
"support.funding" = "full"
capacity.budget_usd = 1000
"""


def run_mapped(tmp_path, mapping=MAP, text=CSV, **more):
    (tmp_path / "people.csv").write_text(text)
    (tmp_path / "map.toml").write_text(mapping)
    more = {"only": ("decision.outcome", "costs.net_usd_low")} | more
    return ran(
        tmp_path / "people.csv", tmp_path / "out.csv", mapping=str(tmp_path / "map.toml"), **more
    )


def test_foreign_columns_and_values_become_facts(tmp_path):
    result = run_mapped(tmp_path)
    rows = rows_of(tmp_path / "out.csv")
    assert (result.answered, result.rejected) == (2, 1)
    people = [
        {
            "goals.primary_identity": "educator",
            "support.protected_hours_per_week": 4,
            "plan.payoff_plan": True,
            "goals.motives": {"leadership", "scholarship"},
        },
        {"goals.primary_identity": "clinician", "plan.payoff_plan": False},
    ]
    shared = {"support.funding": "full", "capacity.budget_usd": 1000}
    for person, row in zip(people, rows, strict=True):
        values, _ = answer(person | shared)
        expected = values["decision.outcome"]
        assert row["decision.outcome"] == ("" if expected is UNKNOWN else expected)
    assert [row["ID"] for row in rows] == ["a", "b"]
    assert list(rows[0])[:2] == ["row", "ID"]
    (reject,) = rejects_of(result)
    assert (reject["line"], reject["column"]) == ("4", "goals.primary_identity")
    assert 'cannot be "what"' in reject["reason"]
    assert [note.code for note in result.notes] == ["MR1114"]


def test_a_setting_wins_over_constants_and_columns(tmp_path):
    run_mapped(tmp_path, settings=("goals.primary_identity=researcher", "support.funding=none"))
    rows = rows_of(tmp_path / "out.csv")
    assert len(rows) == 3  # what the column says is not looked at any more


def test_a_mapped_set_in_parquet(tmp_path):
    import duckdb

    path = str(tmp_path / "a.parquet")
    duckdb.connect().execute(
        f"COPY (SELECT ['lead', 'scholarship'] AS m UNION ALL SELECT ['x']) TO '{path}'"
    )
    (tmp_path / "map.toml").write_text(
        '[columns.m]\nfact = "goals.motives"\nvalues = { lead = "leadership" }\n'
    )
    result = ran(
        path, tmp_path / "out.csv", mapping=str(tmp_path / "map.toml"), only=("motives.only_poor",)
    )
    assert (result.answered, result.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("mapping", "code", "part"),
    [
        ('[columns]\nID = "support.fundng"', "MR1108", 'did you mean "support.funding"'),
        ('[columns]\nID = "decision.outcome"', "MR1108", "derived by the rules"),
        ('[columns]\nId = "support.funding"', "MR1105", 'did you mean "ID"'),
        (
            '[columns.ID]\nfact = "support.funding"\nvalues = { a = "ful" }',
            "MR1108",
            'did you mean "full"?',
        ),
        (
            '[columns.ID]\nfact = "plan.payoff_plan"\nvalues = { a = "y" }',
            "MR1108",
            "true or false",
        ),
        ('[columns.ID]\nfct = "plan.payoff_plan"', "MR0401", "fct"),
        ("columns = 3", "MR0403", ""),
        ('[constants]\n"support.funding" = "ful"', "MR0607", 'did you mean "full"?'),
        ('[constants]\n"support.fundng" = "full"', "MR0601", "did you mean"),
        (
            'ignore = ["Motives", "Hours", "Funded"]\n[columns]\nID = "support.funding"\n'
            '[constants]\n"support.funding" = "full"',
            "MR1106",
            "constant",
        ),
        ('[columns]\nID = "support.funding"\nHours = "support.funding"', "MR1106", "both give"),
        ('keep = ["nobody"]\n[columns]\nID = "support.funding"', "MR1105", "nobody"),
        ("[columns\n", "MR0110", ""),
    ],
)
def test_what_a_mapping_cannot_say(tmp_path, mapping, code, part):
    with pytest.raises(MedrulesError) as caught:
        run_mapped(tmp_path, mapping)
    assert code in [one.code for one in caught.value.diagnostics], caught.value
    assert any(part in f"{one.message} {one.help}" for one in caught.value.diagnostics)


def test_an_ignored_column_may_be_called_what_it_likes(tmp_path):
    text = "support.fundng,support.funding\nx,full\n"
    result = run_mapped(tmp_path, 'ignore = ["support.fundng"]', text)
    assert result.answered == 1
