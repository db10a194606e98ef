"""Every FEEL text of the public conformance suite parses, and prints to the same tree."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from medrules.feel.parser import parse_expression, parse_unary_tests
from medrules.feel.printer import print_expression, print_unary_tests

SUITE = Path(__file__).parents[3] / "shared" / "dmn-tck"
MODELS = sorted(SUITE.glob("*/*.dmn")) if SUITE.is_dir() else []
OF_TESTS = frozenset(("inputEntry", "inputValues", "outputValues", "allowedValues"))


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


@pytest.mark.skipif(not MODELS, reason="the conformance suite is not beside the repository")
def test_every_text_of_the_suite_parses() -> None:
    seen = 0
    for model in MODELS:
        root = ElementTree.parse(model).getroot()
        names = {name for node in root.iter() if (name := node.get("name"))}
        for owner in root.iter():
            for child in owner:
                if _tag(child) != "text" or not child.text:
                    continue
                seen += 1
                place = f"{model.name}: {child.text}"
                if _tag(owner) in OF_TESTS:
                    tests = parse_unary_tests(child.text, names)
                    assert tests.problems == (), place
                    assert tests.tree is not None
                    text = print_unary_tests(tests.tree, names)
                    assert parse_unary_tests(text, names).tree == tests.tree, place
                else:
                    parse = parse_expression(child.text, names)
                    assert parse.problems == (), place
                    assert parse.tree is not None
                    text = print_expression(parse.tree, names)
                    assert parse_expression(text, names).tree == parse.tree, place
    assert seen > 300
