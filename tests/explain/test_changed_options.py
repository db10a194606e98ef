"""A field of an option that another pack has changed says so where it is explained."""

from __future__ import annotations

from pathlib import Path

from medrules.evaluating import evaluate
from medrules.explain.as_json import explanation_json
from medrules.explain.as_text import to_lines
from medrules.explain.prove import prove
from medrules.loading import load

REPO = Path(__file__).parents[2]
PACK = """
[pack]
id = "cheaper"
version = "1.0.0"
title = "Cheaper"
description = "Another price."
language = 1
[[pack.requires]]
pack = "alternatives"
version = "*"

[[overrides]]
option = "alternatives/workshops"
fields = { price = "free" }
because = "We hold them ourselves."
"""


def test_the_change_is_shown_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(PACK)
    packs = [REPO / "packs/medrules_packs" / name for name in ("decision_flow", "alternatives")]
    program = load([*packs, tmp_path], installed=False, cache=False)
    listed = [one.id for one in program.options if one.list_path == "alternatives"]
    place = listed.index("workshops")
    evaluation = evaluate(program, {})
    proof = prove(program, evaluation, f"alternatives[{place}].burden_usd_high")
    text = "\n".join(
        "".join(piece.text for piece in line.pieces) for line in to_lines(program, proof, None)
    )
    assert "cheaper 1.0.0" in text
    assert "from cheap to free: We hold them ourselves." in text
    assert '"after": "free"' in str(explanation_json(program, evaluation, [proof])).replace(
        "'", '"'
    )
