"""A comparison as JSON.

In: a comparison. Out: JSON text; its keys are a contract. Refused: nothing.
"""

from __future__ import annotations

from medrules.compare.model import Comparison, Side
from medrules_cli.output import json_text


def to_json_text(found: Comparison) -> str:
    """The whole comparison."""
    whole = {
        "same": found.same,
        "old": _side(found.old),
        "new": _side(found.new),
        "changes": [
            {
                "kind": one.kind,
                "id": one.id,
                "how": one.how,
                **({"to": one.to} if one.to else {}),
                "aspects": [
                    {"name": item.name, "before": item.before, "after": item.after}
                    for item in one.aspects
                ],
            }
            for one in found.changes
        ],
        "answers": [
            {
                "origin": one.origin,
                "profile": one.profile,
                "path": one.path,
                "before": one.before,
                "after": one.after,
                "was_settled": one.was_settled,
                "fired_before": list(one.fired_before),
                "fired_after": list(one.fired_after),
                "because": list(one.because),
            }
            for one in found.answers
        ],
        "tried": {
            "cases": found.tried.cases,
            "profiles": found.tried.profiles,
            "generated": found.tried.generated,
            "left_out": found.tried.left_out,
        },
        "proposal": {
            "step": found.proposal.step,
            "version": found.proposal.version,
            "enough": found.proposal.enough,
            "reasons": list(found.proposal.reasons),
        },
    }
    return json_text(whole)


def _side(side: Side) -> dict[str, str]:
    return {"from": side.shown, "pack": side.pack, "version": side.version}
