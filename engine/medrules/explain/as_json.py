"""Proofs as the JSON of the schema ``explanation``.

In: a program, an evaluation and proofs of it. Out: plain data; write it with
``medrules.exact_json.to_text``, since fractions are ``Decimal``. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from medrules.exact_json import Json
from medrules.explain.proof import (
    CiteView,
    Concluded,
    Default,
    Given,
    Missing,
    Node,
    ParameterUse,
    Proof,
    RuleUse,
    Term,
    children_of,
)
from medrules.ir.evaluation import Evaluation, Slot
from medrules.ir.program import Change, Program
from medrules.ir.types import NumberType, Type
from medrules.ir.values import UNKNOWN
from medrules.json_values import json_possible, json_value
from medrules.report_json.write import FORMAT, facts_json, packs_json
from medrules.source.span import NOWHERE, Span


def explanation_json(
    program: Program, evaluation: Evaluation, proofs: Iterable[Proof]
) -> dict[str, Json]:
    """The whole document: packs and facts, so that it can be replayed, and the proofs."""
    return {
        "medrules": FORMAT,
        "packs": packs_json(evaluation.packs),
        "facts": facts_json(program, evaluation.profile),
        "proofs": [proof_json(proof) for proof in proofs],
    }


def proof_json(proof: Proof) -> dict[str, Json]:
    """One proof."""
    found: dict[str, Json] = {"path": proof.path, "question": proof.question}
    if proof.asked is not None:
        found["asked"] = json_value(proof.asked, proof.root.type)
    found["tree"] = node_json(proof.root)
    return found


def node_json(node: Node) -> dict[str, Json]:
    """One node with all that it rests on."""
    found = _own(node)
    found["children"] = [node_json(child) for child in children_of(node)]
    return found


def _own(node: Node) -> dict[str, Json]:
    match node:
        case Concluded():
            return _concluded(node)
        case RuleUse():
            return _rule(node)
        case Term(text, value, kind, decisive):
            found = _value("condition", text, value, kind)
            found["decisive"] = decisive
            return found
        case Given(path, title, value, kind, place, by, changes):
            found = _value("given", title, value, kind)
            found["path"] = path
            if place != NOWHERE:
                found["place"] = _place(place)
            if by:
                found["by"] = by
            if changes:
                found["changes"] = [_change(one) for one in changes]
            return found
        case Missing(path, title, question):
            return {
                "kind": "unknown",
                "text": title,
                "value": None,
                "status": "unknown",
                "path": path,
                "question": question,
            }
        case ParameterUse():
            found = _value("parameter", node.title, node.value, node.type)
            found["path"] = node.path
            if node.place != NOWHERE:
                found["place"] = _place(node.place)
            if node.given:
                found["set_by_profile"] = True
            found["cites"] = [_cite(one) for one in node.cites]
            found["changes"] = [_change(one) for one in node.changes]
            return found
        case Default(path, title, value, kind):
            found = _value("default", title, value, kind)
            found["path"] = path
            return found
        case _:
            assert_never(node)


def _value(kind: str, text: str, value: Slot, type_: Type) -> dict[str, Json]:
    known = value is not UNKNOWN
    found: dict[str, Json] = {
        "kind": kind,
        "text": text,
        "value": None if value is UNKNOWN else json_value(value, type_),
        "status": "known" if known else "unknown",
    }
    if known and isinstance(type_, NumberType) and type_.unit:
        found["unit"] = type_.unit
    return found


def _concluded(node: Concluded) -> dict[str, Json]:
    settlement = node.settlement
    found = _value("conclusion", node.title, settlement.value, node.type)
    found["status"] = settlement.status
    found["path"] = node.path
    if settlement.status != "settled":
        found["possible"] = json_possible(settlement.possible, node.type)
        found["missing"] = [*settlement.missing]
        if not settlement.exact:
            found["exact"] = False
    if node.note:
        found["note"] = node.note
    if node.repeated:
        found["repeated"] = True
    return found


def _rule(node: RuleUse) -> dict[str, Json]:
    value = node.value if node.verdict == "fired" else UNKNOWN
    found = _value("rule", node.text, value, node.type)
    found["status"] = node.verdict
    found["rule"] = node.rule
    found["title"] = node.title
    if node.record:
        found["record"] = node.record
    found["place"] = _place(node.place)
    found["cites"] = [_cite(one) for one in node.cites]
    found["changes"] = [_change(one) for one in node.changes]
    if node.retired is not None:
        found["retired"] = _change(node.retired)
    if node.note:
        found["note"] = node.note
    return found


def _place(span: Span) -> Json:
    return {"file": span.file, "line": span.line, "column": span.column}


def _cite(cite: CiteView) -> Json:
    return {
        "source": cite.source,
        "title": cite.title,
        "section": cite.section,
        "date": cite.date,
        "url": cite.url,
        "grade": cite.grade,
    }


def _change(change: Change) -> Json:
    found: dict[str, Json] = {
        "pack": change.pack,
        "version": change.version,
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "because": change.because,
    }
    if change.span != NOWHERE:
        found["place"] = _place(change.span)
    return found
