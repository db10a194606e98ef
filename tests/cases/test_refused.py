"""Cases that must be refused, from data: a misspelt one never passes."""

from __future__ import annotations

import tomllib

import pytest

from medrules.diagnostics.model import MedrulesError

from .packs import CORPUS, cases_of

FILES = tomllib.loads((CORPUS / "refused.toml").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", [pytest.param(one, id=one["name"]) for one in FILES])
def test_refused(entry: dict) -> None:
    with pytest.raises(MedrulesError) as caught:
        cases_of(entry["cases"])
    found = caught.value.diagnostics
    shown = "\n".join(f"{one} [{one.help}]" for one in found)
    places = [(one.code, one.span.line, one.span.column) for one in found]
    assert places == [(one["code"], one["line"], one["column"]) for one in entry["want"]], shown
    for want, diagnostic in zip(entry["want"], found, strict=True):
        assert diagnostic.span.file == "corpus/cases/c.toml"
        assert want.get("message", "") in diagnostic.message
        assert want.get("help", "") in diagnostic.help
        assert diagnostic.help
