"""The JSON contract of an evaluation.

In: a program and an evaluation of it. Out: plain data that follows the schema ``evaluation``: format
version, packs with their digests, the given facts flat by path, and the conclusions by path, record
lists as arrays of records under their own path. Internal conclusions are left out. Refused: nothing.

Fractions are ``Decimal``, so that no digit is lost; write the data with ``to_text``.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.exact_json import Json
from medrules.ir.evaluation import Conclusion, Evaluation, Profile
from medrules.ir.program import Derived, PackStamp, Program
from medrules.ir.types import NumberType, Type
from medrules.ir.values import UNKNOWN
from medrules.json_values import json_possible, json_value
from medrules.record_order import ordered_records

FORMAT = 1
"""The version of this format."""


def evaluation_json(program: Program, evaluation: Evaluation) -> dict[str, Json]:
    """The evaluation as the contract has it. Conclusions stand in the order of their packs."""
    return {
        "medrules": FORMAT,
        "packs": packs_json(evaluation.packs),
        "facts": facts_json(program, evaluation.profile),
        "conclusions": _conclusions(program, evaluation),
    }


def packs_json(packs: Iterable[PackStamp]) -> list[Json]:
    """Id, version and digest of every pack."""
    return [{"id": one.id, "version": one.version, "digest": one.digest} for one in packs]


def facts_json(program: Program, profile: Profile) -> dict[str, Json]:
    """What a profile gives, flat by path; itself a profile that gives the same."""
    types = _types(program)
    facts: dict[str, Json] = {
        path: json_value(value, types[path]) for path, value in profile.values.items()
    }
    for path, records in profile.records.items():
        facts[path] = [
            {name: json_value(value, types[f"{path}[].{name}"]) for name, value in record.items()}
            for record in records
        ]
    return facts


def conclusion_json(conclusion: Conclusion, kind: Type) -> dict[str, Json]:
    """One conclusion: value, status and rules; what is open about it, when it is not settled."""
    settlement = conclusion.settlement
    found: dict[str, Json] = {
        "value": json_value(settlement.value, kind),
        "status": settlement.status,
        "rules": [*conclusion.rules],
    }
    if isinstance(kind, NumberType) and kind.unit:
        found["unit"] = kind.unit
    if settlement.status != "settled":
        found["possible"] = json_possible(settlement.possible, kind)
        found["missing"] = [*settlement.missing]
        if not settlement.exact:
            found["exact"] = False
    return found


def _types(program: Program) -> dict[str, Type]:
    found: dict[str, Type] = {item.path: item.type for item in program.facts}
    found.update((item.path, item.type) for item in program.parameters)
    return found


def _conclusions(program: Program, evaluation: Evaluation) -> dict[str, Json]:
    found: dict[str, Json] = {}
    fields: dict[str, list[Derived]] = {item.path: [] for item in program.lists}
    for item in program.derived:
        head, inside, _ = item.path.partition("[].")
        if item.internal:
            continue
        if inside:
            fields[head].append(item)
        elif item.path in evaluation.conclusions:
            found[item.path] = conclusion_json(evaluation.conclusions[item.path], item.type)
    shown = {path.partition("[")[0] for path in evaluation.conclusions}
    whole = all(
        item.path in evaluation.conclusions for item in program.derived if "[]" not in item.path
    )
    for path, derived in fields.items():
        # Where only some conclusions were asked for, lists without any of them are left out.
        if whole or path in shown:
            found[path] = _records(program, evaluation, path, derived)
    return found


def _records(
    program: Program, evaluation: Evaluation, path: str, derived: list[Derived]
) -> list[Json] | None:
    """The records of one list in their order; None where it is not known which there are."""
    records = evaluation.run.records.get(path)
    if records is None:
        return None
    given = [
        (item.path.partition("[].")[2], item.type)
        for item in program.facts
        if item.path.startswith(f"{path}[].")
    ]
    found: list[Json] = []
    for index in ordered_records(program, evaluation, path):
        one: dict[str, Json] = {"$record": f"{path}[{index}]"}
        for name, kind in given:
            slot = records[index].get(name, UNKNOWN)
            if slot is not UNKNOWN:
                one[name] = json_value(slot, kind)
        for item in derived:
            name = item.path.partition("[].")[2]
            conclusion = evaluation.conclusions.get(f"{path}[{index}].{name}")
            if conclusion is not None:
                one[name] = conclusion_json(conclusion, item.type)
        found.append(one)
    return found
