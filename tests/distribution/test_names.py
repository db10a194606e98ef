"""Names and versions of packs in Python's world."""

from __future__ import annotations

import pytest

from medrules.distribution.names import portable, python_version, usable_module, wheel_name


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("1.2.0", "1.2.0"),
        ("1.2.0-rc.1", "1.2.0rc1"),
        ("1.2.0-alpha", "1.2.0a0"),
        ("1.2.0-beta.12", "1.2.0b12"),
        ("1.2.0-dev.3", "1.2.0.dev3"),
        ("1.2.0+build-7", "1.2.0+build.7"),
    ],
)
def test_versions(version: str, wanted: str) -> None:
    assert python_version(version) == wanted


@pytest.mark.parametrize(
    "version", ["1.2", "1.2.0-friday", "1.2.0-rc.1.2", "v1.2.0", "1.2.0\n", "²"]
)
def test_versions_that_python_does_not_know(version: str) -> None:
    with pytest.raises(ValueError, match="counterpart"):
        python_version(version)


@pytest.mark.parametrize("name", ["northgate", "example_university", "medrules_pack_json", "a1"])
def test_modules(name: str) -> None:
    assert usable_module(name)


@pytest.mark.parametrize(
    "name", ["json", "click", "medrules", "medrules_cli", "A", "a-b", "", "1a", "a.b"]
)
def test_modules_that_are_taken_or_none(name: str) -> None:
    assert not usable_module(name)


@pytest.mark.parametrize("name", ["pack.toml", "cases/a-b.toml", "Rules_2.toml"])
def test_files(name: str) -> None:
    assert portable(name)


@pytest.mark.parametrize(
    "name",
    [
        "a b.toml",
        "../x.toml",
        "cases/../x.toml",
        "a:b.toml",
        ".x.toml",
        "x.py",
        "a\n.toml",
        "é.toml",
        "c/x.toml",
    ],
)
def test_files_that_not_every_system_keeps(name: str) -> None:
    assert not portable(name)


def test_the_file_of_a_wheel() -> None:
    assert wheel_name("My.Own-pack", "1.0.0") == "my_own_pack-1.0.0-py3-none-any.whl"
