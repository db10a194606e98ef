"""Wheels: the same bytes every time, with what installers ask for; projects that do not fit are told."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.distribution.names import HOOK

from .building import INFO, MODULE, NAME, PACK, built, small_pack

PROJECT = """\
[project]
name = "small"
version = "1.0.0"
dependencies = ["medrules>=0.1", "other-pack>=2"]
[project.entry-points.medrules]
small-pack = "small_pack"
"""


def test_the_same_pack_gives_the_same_bytes(tmp_path: Path) -> None:
    one = built(small_pack(tmp_path / "a"))
    folder = small_pack(tmp_path / "b")
    os.utime(folder / "rules.toml", (1, 1))
    (folder / "notes.txt").write_text("not part of the pack")
    assert built(folder) == one
    assert one.name == NAME


def test_a_wheel_holds_the_pack_the_hook_and_what_installers_ask_for(tmp_path: Path) -> None:
    wheel = built(small_pack(tmp_path, README_md="# Read me\n"))
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert list(texts) == [
        f"{MODULE}/__init__.py", f"{MODULE}/medrules-manifest.json", f"{MODULE}/pack.toml",
        f"{MODULE}/rules.toml", f"{INFO}/METADATA", f"{INFO}/WHEEL", f"{INFO}/entry_points.txt",
        f"{INFO}/RECORD",
    ]  # fmt: skip
    assert texts[f"{MODULE}/__init__.py"] == HOOK
    assert texts[f"{INFO}/entry_points.txt"] == f"[medrules]\nsmall-pack = {MODULE}\n"
    manifest = json.loads(texts[f"{MODULE}/medrules-manifest.json"])
    assert manifest["sha256"] == wheel.digest
    assert list(manifest["files"]) == ["pack.toml", "rules.toml"]
    heads = HeaderParser().parsestr(texts[f"{INFO}/METADATA"])
    assert heads["Name"] == "medrules-pack-small-pack"
    assert heads.get_all("Requires-Dist") == ["medrules>=0.1"]


def test_nothing_in_a_pack_can_write_its_own_metadata(tmp_path: Path) -> None:
    title = 'title = "Small\\r\\nRequires-Dist: evil\\u001b[31m"'
    folder = small_pack(tmp_path, PACK.replace('title = "Small"', title))
    with zipfile.ZipFile(io.BytesIO(built(folder).data)) as archive:
        heads = HeaderParser().parsestr(archive.read(f"{INFO}/METADATA").decode())
    assert heads["Summary"] == "Small Requires-Dist: evil\\x1b[31m"
    assert heads.get_all("Requires-Dist") == ["medrules>=0.1"]


def test_a_project_gives_the_names_the_needs_and_the_licence(tmp_path: Path) -> None:
    small_pack(tmp_path / "small_pack", __init___py=HOOK)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "LICENSE").write_text("Free.\n")
    from medrules.loading import pack_folders

    files = pack_folders([tmp_path], installed=False)[0]
    from medrules.distribution.wheel import wheel_of
    from medrules.loading import compile_folders

    stamp = compile_folders((files,)).packs[0]
    wheel = wheel_of(str(tmp_path), files, stamp)
    assert wheel == wheel_of(str(tmp_path / "small_pack"), files, stamp), "named by either folder"
    assert wheel.name == "small-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        heads = HeaderParser().parsestr(archive.read("small-1.0.0.dist-info/METADATA").decode())
        assert archive.read("small-1.0.0.dist-info/LICENSE") == b"Free.\n"
    assert heads.get_all("Requires-Dist") == ["medrules>=0.1", "other-pack>=2"]


def refused(folder: Path) -> list[str]:
    with pytest.raises(MedrulesError) as error:
        built(folder)
    assert all(one.help for one in error.value.diagnostics)
    return [one.code for one in error.value.diagnostics]


def test_a_version_that_python_does_not_know_is_refused(tmp_path: Path) -> None:
    assert refused(small_pack(tmp_path, PACK.replace("1.0.0", "1.0.0-friday"))) == ["MR0520"]


def test_code_is_refused(tmp_path: Path) -> None:
    assert (
        refused(small_pack(tmp_path, rules_py="x = 1", __init___py=HOOK + "x = 1\n"))
        == ["MR0521"] * 2
    )


def test_file_names_that_not_every_system_keeps_are_refused(tmp_path: Path) -> None:
    folder = small_pack(tmp_path)
    (folder / "a b.toml").write_text("")
    (folder / "Rules.toml").write_text("")
    assert refused(folder) == ["MR0524"] * 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("1.0.0", "2.0.0"), "MR0522"),
        (('name = "small"', "name = 3"), "MR0522"),
        (('"small_pack"', '"other"'), "MR0522"),
        (('["medrules>=0.1", "other-pack>=2"]', '"medrules"'), "MR0522"),
        (("[project]", "[project"), "MR0110"),
    ],
)
def test_a_project_that_does_not_fit_is_refused(
    tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    folder = small_pack(tmp_path / "small_pack", __init___py=HOOK)
    (tmp_path / "pyproject.toml").write_text(PROJECT.replace(*change))
    assert refused(folder) == [code]


def test_a_module_that_hides_another_is_refused(tmp_path: Path) -> None:
    folder = small_pack(tmp_path / "json", __init___py=HOOK)
    (tmp_path / "pyproject.toml").write_text(PROJECT.replace('"small_pack"', '"json"'))
    assert refused(folder) == ["MR0523"]


def test_pip_installs_the_wheel_and_medrules_finds_it(tmp_path: Path) -> None:
    wheel = built(small_pack(tmp_path / "small"))
    path = tmp_path / wheel.name
    path.write_bytes(wheel.data)
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet",
         "--disable-pip-version-check", "--target", str(target), str(path)],
        check=True,
    )  # fmt: skip
    assert sorted(one.name for one in target.iterdir()) == [MODULE, INFO]
    found = subprocess.run(
        [sys.executable, "-m", "medrules_cli", "packs", "small-pack"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(target), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"digest  sha256:{wheel.digest}" in found.stdout
    assert str(target) in found.stdout
