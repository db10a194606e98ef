"""Packs come after what they require, and every way in which they cannot is told with its places."""

from __future__ import annotations

import itertools

import pytest

from medrules.compiler.order import order_packs
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.packs.model import PackDef
from medrules.packs.read import pack_from_files


def pack(id: str, *requires: str, version: str = "1.2.0", root: str = "") -> PackDef:
    """A pack with these requirements, each ``other`` or ``other RANGE``."""
    needs = "".join(
        f'[[pack.requires]]\npack = "{one.split()[0]}"\nversion = "{one.partition(" ")[2] or ">=1"}"\n'
        for one in requires
    )
    head = f'[pack]\nid = "{id}"\nversion = "{version}"\ntitle = "t"\n'
    text = f'{head}description = "d"\nlanguage = 1\n{needs}'
    files = [PackFile("pack.toml", text.encode())]
    return pack_from_files(PackFiles(root or f"/nowhere/{id}", id, tuple(files), digest(files)))


def ids(*packs: PackDef) -> list[str]:
    ordered, problems = order_packs(packs)
    assert problems == ()
    return [one.id for one in ordered]


def told(*packs: PackDef) -> list[tuple[str, str, list[str]]]:
    _, problems = order_packs(packs)
    return [
        (one.code, str(one.span), [str(label.span) for label in one.labels]) for one in problems
    ]


def test_what_is_required_comes_first_whatever_the_order_given() -> None:
    packs = [pack("a", "c"), pack("b"), pack("c", "d"), pack("d")]
    for given in itertools.permutations(packs):
        assert ids(*given) == ["d", "c", "a", "b"]


def test_a_pack_that_several_require_comes_once() -> None:
    assert ids(pack("x", "base"), pack("y", "base", "x"), pack("base")) == ["base", "x", "y"]
    assert ids() == []


def test_two_packs_of_one_id_are_named_with_both_places() -> None:
    first, second = pack("a", root="/one"), pack("a", root="/two")
    _, problems = order_packs([first, second])
    assert told(first, second) == [("MR0501", "a/pack.toml:2:6", ["a/pack.toml:2:6"])]
    assert "/one" in problems[0].message
    assert "/two" in problems[0].message


def test_a_pack_that_is_not_there_gets_a_suggestion_or_an_advice() -> None:
    _, problems = order_packs([pack("a", "decison-flow"), pack("decision-flow")])
    assert [(one.code, one.help) for one in problems] == [
        ("MR0502", 'did you mean "decision-flow"?')
    ]
    _, problems = order_packs([pack("a", "zzz")])
    assert problems[0].help == "install it, or name its folder with --pack"
    assert str(problems[0].span) == "a/pack.toml:8:8"


@pytest.mark.parametrize("wanted", [">=2", "<1.2.0", "=1.2.1", ">=1, <1.2"])
def test_a_version_outside_the_range_names_both_places(wanted: str) -> None:
    assert told(pack("a", f"base {wanted}"), pack("base")) == [
        ("MR0503", "a/pack.toml:9:11", ["base/pack.toml:3:11"])
    ]


def test_a_circle_is_printed_whole() -> None:
    ordered, problems = order_packs(
        [pack("a", "b"), pack("b", "c"), pack("c", "a"), pack("d", "a"), pack("e")]
    )
    assert [one.code for one in problems] == ["MR0504"]
    assert problems[0].message == "these packs require each other in a circle: a → b → c → a"
    assert [one.id for one in ordered if one.id in ("d", "e")] == ["d", "e"]


def test_a_pack_that_requires_itself_is_a_circle() -> None:
    _, problems = order_packs([pack("a", "a")])
    assert [(one.code, one.message.rpartition(": ")[2]) for one in problems] == [
        ("MR0504", "a → a")
    ]


def test_everything_that_is_wrong_comes_at_once() -> None:
    found = told(pack("a", "none", "base >=2"), pack("b", "base >=3"), pack("base"))
    assert [(code, place) for code, place, _ in found] == [
        ("MR0502", "a/pack.toml:8:8"),
        ("MR0503", "a/pack.toml:12:11"),
        ("MR0503", "b/pack.toml:9:11"),
    ]
