"""A cohort of any size, made up at random from the facts of the installed packs.

In: how many rows, where to, and how likely it is that a fact is known. Out: a Parquet, CSV or JSONL
file with a column ``id`` and one for each fact that a row can give a value for; the same for the same seed.

    python -m benchmarks.cohort_files 1000000 people.parquet --known 0.9
"""

from __future__ import annotations

import argparse

from medrules import load
from medrules.ir.program import Fact
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType


def column(fact: Fact, salt: int, known: float) -> str:
    """The SQL of a fact's value in row ``i``."""
    dice = f"CAST(hash(i * 1000003 + {salt}) >> 11 AS BIGINT)"
    match fact.type:
        case BooleanType():
            made = f"{dice} % 2 = 0"
        case EnumType(_, members):
            made = f"{_list(members)}[1 + {dice} % {len(members)}]"
        case SetType(EnumType(_, members)):
            parts = ", ".join(
                f"CASE WHEN ({dice} >> {bit * 2}) % 4 = 0 THEN '{member}' END"
                for bit, member in enumerate(members)
            )
            made = f"list_filter([{parts}], lambda one: one IS NOT NULL)"
        case NumberType(_, integer):
            low, high = int(fact.minimum or 0), int(fact.maximum or 100)
            top = min(high - low, 40)
            made = f"{low} + {dice} % {top + 1}"
            made = f"CAST({made} AS BIGINT)" if integer else f"CAST({made} AS DOUBLE)"
        case _:
            made = f"'specialty ' || ({dice} % 40)"
    if known >= 1:
        return made
    return f"CASE WHEN hash(i * 7919 + {salt}) % 1000 < {int(known * 1000)} THEN {made} END"


def _list(members: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{member}'" for member in members) + "]"


def generate(rows: int, path: str, known: float, seed: int = 1) -> None:
    """Write the file; its ending tells the format."""
    import duckdb

    facts = [fact for fact in load().facts if "[]" not in fact.path]
    flat = path.endswith(".csv")
    shown = []
    for place, fact in enumerate(facts):
        sql = column(fact, seed * 100 + place, known)
        if flat and isinstance(fact.type, SetType):
            sql = f"array_to_string({sql}, ';')"
        shown.append(f'{sql} AS "{fact.path}"')
    how = {"csv": "FORMAT csv, HEADER", "jsonl": "FORMAT json"}.get(
        path.rpartition(".")[2], "FORMAT parquet"
    )
    duckdb.connect().execute(
        f"COPY (SELECT i AS id, {', '.join(shown)} FROM range({rows}) AS r(i)) TO '{path}' ({how})"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("path")
    parser.add_argument("--known", type=float, default=1.0)
    given = parser.parse_args()
    generate(given.rows, given.path, given.known)
