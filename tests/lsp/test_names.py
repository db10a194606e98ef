"""What an editor shows, asked at very many places of the packs that come with medrules."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from medrules.loading import load
from medrules_cli.lsp.answers import Names

PACKS = Path(__file__).parents[2] / "packs" / "medrules_packs"
FILES = sorted(
    path.relative_to(PACKS).as_posix() for path in PACKS.rglob("*.toml") if path.name != "pack.toml"
)
EVERY = 37
"""Characters from one place to the next; a prime, so that no column is left out for long."""


@cache
def names(pack: str) -> Names:
    """All names, as the author of a pack sees them. Loaded from folders, so that rules have places."""
    folders = [PACKS / one for one in ("decision_flow", "program_selection", "alternatives")]
    return Names(load(folders, installed=False, cache=False), pack)


@pytest.mark.parametrize("name", FILES)
def test_every_place_has_an_answer_that_fits_it(name: str) -> None:
    text = (PACKS / name).read_text("utf-8")
    known = names(name.partition("/")[0].replace("_", "-"))
    for offset in range(0, len(text), EVERY):
        found = known.found(text, offset)
        if found is not None:
            assert found.start <= offset <= found.end
            assert found.says
        offers = known.offers(text, offset)
        assert offers.start <= offset
        assert len({one.label for one in offers.offers}) == len(offers.offers)


@pytest.mark.parametrize("name", [name for name in FILES if "/cases/" not in name])
def test_every_path_in_a_condition_is_explained(name: str) -> None:
    text = (PACKS / name).read_text("utf-8")
    known = names(name.partition("/")[0].replace("_", "-"))
    for line in re.finditer(r"^when = '(.*)'$", text, re.M):
        for word in re.finditer(r"\b[a-z_]+\.[a-z_]+\b", line[1]):
            place = line.start(1) + word.start()
            if word[0] in known.paths and line[1].count('"', 0, word.start()) % 2 == 0:
                found = known.found(text, place)
                assert found is not None
                assert text[found.start : found.end] == word[0]
                assert known.paths[word[0]].title in found.says


def test_what_is_offered_begins_a_path_a_member_or_a_rule() -> None:
    known = names("decision-flow")

    def offered(text: str) -> set[str]:
        return {one.label for one in known.offers(text, len(text)).offers}

    assert "goals.motives" in offered('[[rules]]\nid = "x"\nwhen = \'goals.mo')
    assert "educator" in offered("[[rules]]\nwhen = 'goals.primary_identity = \"")
    assert "necessity-2026" in {
        one.partition("#")[0] for one in offered('[[rules]]\ncites = ["nece')
    }
    assert '"decision.outcome"' in offered("[[rules]]\nthen = { decision.ou")
    assert any("/" in one for one in offered('[[retire]]\nrule = "decision-flow/'))
