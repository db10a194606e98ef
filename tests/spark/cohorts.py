"""Random people in files, and answers read back for comparison."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import duckdb

from medrules.ir.program import Fact, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType


def people(program: Program, place: Path, count: int, seed: int) -> str:
    """A CSV file of people about whom a fifth is not known, and of whom some cannot be."""
    choose = random.Random(seed)
    facts = [fact for fact in program.facts if "[]" not in fact.path]
    with place.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "department", *[fact.path for fact in facts]])
        for number in range(count):
            cells = [_cell(fact, choose) if choose.random() < 0.8 else "" for fact in facts]
            if number % 25 == 7:
                cells[choose.randrange(len(cells))] = "no such thing"
            writer.writerow([number, choose.choice(["Surgery", "Medicine"]), *cells])
    return str(place)


def _cell(fact: Fact, choose: random.Random) -> str:
    match fact.type:
        case BooleanType():
            return choose.choice(["true", "FALSE", " y ", "0"])
        case EnumType(members=members):
            return choose.choice(members)
        case SetType(EnumType(members=members)):
            some = choose.sample(members, choose.randint(0, min(3, len(members))))
            return " ; ".join(some) if some else "[]"
        case NumberType(integer=whole):
            low, high = int(fact.minimum or 0), min(int(fact.maximum or 90_000), 90_000)
            if whole or choose.random() < 0.5:
                return str(choose.choice([low, high, choose.randint(low, high)]))
            return f"{choose.uniform(low, high):.2f}"
        case _:
            return choose.choice(["a word", "it's", 'a "quoted" word', "two\nlines", "ä, ö"])


def answers(place: str, key: str = "id") -> tuple[list[str], dict[str, tuple[object, ...]]]:
    """The columns of a file or folder of Parquet, and its rows by their key; not the rows' numbers."""
    where = f"{place}/**/*.parquet" if Path(place).is_dir() else place
    with duckdb.connect() as link:
        found = link.execute(f"SELECT * EXCLUDE (row) FROM read_parquet('{where}')")
        names = [column[0] for column in found.description or ()]
        rows = found.fetchall()
    at = names.index(key)
    return names, {str(row[at]): row for row in rows}


def lines(place: str) -> list[dict[str, str]]:
    """The lines of a CSV file, or of a folder of them."""
    path = Path(place)
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    texts = [io.StringIO(file.read_text(encoding="utf-8"), newline="") for file in files]
    return [line for text in texts for line in csv.DictReader(text)]
