"""Evaluations as JSON: the published contract, written and read back.

In: an ``Evaluation`` and its program; JSON text. Out: the names below. Their schema is
``evaluation`` in ``medrules_schemas``; ``docs/json.md`` tells it in words.
"""

from __future__ import annotations

from medrules.exact_json import Json, to_text
from medrules.json_values import json_possible, json_value
from medrules.record_order import ordered_records
from medrules.report_json.saved import (
    Difference,
    SavedEvaluation,
    differences,
    evaluation_from_json,
)
from medrules.report_json.write import conclusion_json, evaluation_json, facts_json, packs_json

__all__ = [
    "Difference",
    "Json",
    "SavedEvaluation",
    "conclusion_json",
    "differences",
    "evaluation_from_json",
    "evaluation_json",
    "facts_json",
    "json_possible",
    "json_value",
    "ordered_records",
    "packs_json",
    "to_text",
]
