"""Random people in files, and answers read back for comparison."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import duckdb

from medrules.cohort.model import Asked, Result
from medrules.ir.program import Fact, Program
from medrules.ir.types import BooleanType, EnumType, NumberType, SetType


def people(program: Program, place: Path, count: int, seed: int) -> str:
    """A CSV file of people about whom a fifth is not known, and of whom some cannot be."""
    choose = random.Random(seed)
    facts = [fact for fact in program.facts if "[]" not in fact.path]
    with place.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "department", "programs", *[fact.path for fact in facts]])
        for number in range(count):
            programs = _programs(program, choose) if choose.random() < 0.8 else ""
            cells = [_cell(fact, choose) if choose.random() < 0.8 else "" for fact in facts]
            if number % 25 == 7:
                cells[choose.randrange(len(cells))] = "no such thing"
            department = choose.choice(["Surgery", "Medicine"])
            writer.writerow([number, department, programs, *cells])
    return str(place)


def _programs(program: Program, choose: random.Random) -> str:
    """A list of programs as JSON; some records know little, and some are none."""
    fields = [fact for fact in program.facts if fact.path.startswith("programs[].")]
    records = []
    for number in range(choose.randint(0, 4)):
        record = {
            fact.path.partition("[].")[2]: _cell(fact, choose).strip()
            for fact in fields
            if choose.random() < 0.8
        }
        records.append(record | {"name": f"P{number}"})
    if records and choose.random() < 0.1:
        records[-1]["years"] = choose.choice(["many", "-1", "0.12345"])
    return json.dumps(records)


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


def answers(
    place: str, key: str = "id", form: str = "parquet"
) -> tuple[list[str], dict[str, tuple[object, ...]]]:
    """The columns of a file or folder, and its rows by their key; not the rows' numbers."""
    ending = "json" if form == "jsonl" else form
    where = f"{place}/**/*.{ending}" if Path(place).is_dir() else place
    read = {
        "parquet": f"read_parquet('{where}')",
        "csv": f"read_csv('{where}', all_varchar = true, header = true, delim = ',', quote = '\"')",
        "jsonl": f"read_json('{where}', format = 'newline_delimited')",
    }[form]
    with duckdb.connect() as link:
        found = link.execute(f"SELECT * EXCLUDE (row) FROM {read}")
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


def on_spark(program: Program, asked: Asked, partition_by: tuple[str, ...] = ()) -> Result:
    """A run on the Spark of the tests."""
    from medrules.cohort.spark.running import run_on_spark

    return run_on_spark(program, asked, "local[2]", partition_by)


def counts(result: Result) -> tuple[int, int, int, int]:
    """The counts that have to be the same everywhere."""
    return result.read, result.answered, result.rejected, result.open
