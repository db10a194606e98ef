"""Every hostile pack ends in a diagnostic, or is dealt with, within the limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from .limits import bounded_all
from .packs import PACKS, Hostile


def written(folder: Path, hostile: Hostile) -> Path:
    place = folder / "hostile"
    for name, text in hostile.files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize("name", PACKS)
def test_it_ends(tmp_path: Path, name: str) -> None:
    hostile = PACKS[name]
    # What does not compile is told by the check as by the evaluation: one of them will do.
    whats = (
        ["evaluate", "format"] if hostile.codes - {"MR0703"} else ["evaluate", "format", "check"]
    )
    evaluated, *_ = bounded_all(whats, written(tmp_path, hostile))
    if hostile.codes:
        assert hostile.codes & set(evaluated.codes), (evaluated.codes[:5], evaluated.messages[:3])
    else:
        assert evaluated.codes == []
