"""The pages of the codes 01xx tell the truth: each example gives its code, each mend gives none."""

from __future__ import annotations

import re

import pytest

from medrules.diagnostics.codes.code import Code
from medrules.diagnostics.codes.reading import CODES
from medrules.source.json_text import parse_json
from medrules.source.text import SourceFile
from medrules.source.toml import parse_toml

from .refusals import refused

FENCE = re.compile(r"```(toml|json)\n(.*?)\n```", re.DOTALL)


def read(fence: re.Match[str]) -> object:
    parse = parse_toml if fence[1] == "toml" else parse_json
    return parse(SourceFile("example", fence[2]))


@pytest.mark.parametrize("code", [c for c in CODES if "```" in c.example], ids=lambda c: c.code)
def test_an_example_gives_its_code(code: Code) -> None:
    fence = FENCE.fullmatch(code.example)
    assert fence
    assert {item.code for item in refused(lambda: read(fence))} == {code.code}


@pytest.mark.parametrize("code", [c for c in CODES if "```" in c.mend], ids=lambda c: c.code)
def test_a_mended_text_is_read(code: Code) -> None:
    fence = FENCE.search(code.mend)
    assert fence
    read(fence)
