"""Pack folders: what is read of them, and everything in them that is not read but refused."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medrules.diagnostics.model import MedrulesError
from medrules.packs import folder as module
from medrules.packs.folder import PackFile, PackFiles, digest, find_pack, read_folder

MIB = 1 << 20


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "pack"
    place.mkdir()
    (place / "pack.toml").write_text("[pack]\n")
    return place


def read(root: Path) -> PackFiles:
    return read_folder(str(root), "shown")


def refused(root: Path) -> list[tuple[str, str, str]]:
    """Code, place and message of everything that is wrong with the folder."""
    with pytest.raises(MedrulesError) as raised:
        read(root)
    assert all(one.help for one in raised.value.diagnostics)
    return [(one.code, one.span.file, one.message) for one in raised.value.diagnostics]


def test_toml_files_are_read_in_order_of_name_those_of_cases_last(root: Path) -> None:
    (root / "b.toml").write_bytes(b"b")
    (root / "a.toml").write_bytes(b"")
    (root / "cases").mkdir()
    (root / "cases" / "a.toml").write_bytes(b"c")
    for other in ("notes.md", "x.toml.bak", "cases/y.json"):
        (root / other).write_text("not read")
    (root / "deeper").mkdir()
    (root / "deeper" / "z.toml").write_text("not read")
    found = read(root)
    assert [(one.name, one.data) for one in found.files] == [
        ("a.toml", b""),
        ("b.toml", b"b"),
        ("pack.toml", b"[pack]\n"),
        ("cases/a.toml", b"c"),
    ]
    assert (found.root, found.shown) == (str(root), "shown")


def test_the_digest_is_of_names_and_contents_and_nothing_else(root: Path, tmp_path: Path) -> None:
    (root / "a.toml").write_bytes(b"x")
    before = read(root).digest
    assert read(root).digest == before
    os.utime(root / "a.toml", (0, 0))
    (root / "notes.md").write_text("n")
    root.rename(tmp_path / "elsewhere")
    root = tmp_path / "elsewhere"
    assert read(root).digest == before
    (root / "a.toml").write_bytes(b"y")
    assert read(root).digest != before
    (root / "a.toml").write_bytes(b"x")
    (root / "a.toml").rename(root / "b.toml")
    assert read(root).digest != before


FILES = st.lists(
    st.builds(PackFile, st.text("ab/:0", min_size=1, max_size=4), st.binary(max_size=4)), max_size=4
)


@given(one=FILES, other=FILES)
def test_no_two_folders_share_a_digest(one: list[PackFile], other: list[PackFile]) -> None:
    """Lengths are counted in, so that nothing can move from a name into a content."""
    assert (digest(one) == digest(other)) is (one == other)


def test_a_folder_that_is_missing_empty_or_a_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == [
        ("MR0431", "", f"cannot read the pack folder {tmp_path}/none: there is no such folder")
    ]
    file = tmp_path / "file"
    file.write_text("")
    assert refused(file) == [("MR0431", "", f"cannot read the pack folder {file}: it is a file")]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert refused(empty) == [("MR0430", "", "shown is not a pack: it has no pack.toml")]


def test_without_pack_toml_nothing_else_is_complained_about(tmp_path: Path) -> None:
    """Somebody named the wrong folder: what else is in it is no business of ours."""
    (tmp_path / "huge.toml").write_bytes(b"#" * (MIB + 1))
    (tmp_path / "link.toml").symlink_to("/etc/passwd")
    assert [code for code, _, _ in refused(tmp_path)] == ["MR0430"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_links_pipes_sockets_and_folders_are_not_opened(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text("secret")
    (root / "a.toml").symlink_to(secret)
    (root / "b.toml").symlink_to("nowhere")
    os.mkfifo(root / "c.toml")
    (root / "d.toml").mkdir()
    bound = socket.socket(socket.AF_UNIX)
    bound.bind(str(root / "e.toml"))
    found = refused(root)
    bound.close()
    assert [(code, file) for code, file, _ in found] == [
        ("MR0432", "shown/a.toml"),
        ("MR0432", "shown/b.toml"),
        ("MR0432", "shown/c.toml"),
        ("MR0432", "shown/d.toml"),
        ("MR0431", "shown/e.toml"),
    ]
    assert "this is a link" in found[0][2]
    assert "not a plain file" in found[2][2]


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_folder_of_cases_that_is_a_link_is_refused_and_that_of_the_pack_is_not(
    root: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (root / "cases").symlink_to(other)
    assert refused(root)[0][:2] == ("MR0432", "shown/cases")
    (root / "cases").unlink()
    (tmp_path / "link").symlink_to(root)
    assert len(read(tmp_path / "link").files) == 1


def test_a_file_of_cases_in_place_of_the_folder_is_no_matter(root: Path) -> None:
    (root / "cases").write_text("")
    assert [one.name for one in read(root).files] == ["pack.toml"]


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(root: Path) -> None:
    (root / "a.toml").write_bytes(b"#" * MIB)
    assert len(read(root).files[0].data) == MIB
    (root / "a.toml").write_bytes(b"#" * (MIB + 1))
    assert refused(root) == [("MR0105", "shown/a.toml", "this file is larger than 1 MiB")]


def test_all_files_together_may_be_as_large_as_the_limit(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_PACK_BYTES", 100)
    (root / "a.toml").write_bytes(b"#" * (100 - len("[pack]\n")))
    assert len(read(root).files) == 2
    (root / "z.toml").write_bytes(b"#")
    assert refused(root)[0][:2] == ("MR0105", "shown/z.toml")


def test_there_may_be_as_many_files_as_the_limit(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 5)
    for name in "abcd":
        (root / f"{name}.toml").write_text("")
    assert len(read(root).files) == 5
    (root / "q.toml").write_text("")
    assert refused(root) == [("MR0105", "shown/q.toml", "a pack has at most 5 files; this has 6")]


def test_names_that_cannot_be_shown_are_refused(root: Path) -> None:
    for name in (b"a\xff.toml", b"b\x1b[2J.toml", b"c\n.toml"):
        try:
            (root / os.fsdecode(name)).write_text("")
        except OSError:
            pytest.skip("this file system has no such names")
    found = refused(root)
    assert {code for code, _, _ in found} == {"MR0432"}
    assert len(found) == 3
    (root / "ä ö.toml").write_text("")
    assert len(refused(root)) == 3, "letters of any language are names"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_or_folder_without_permission(root: Path) -> None:
    (root / "a.toml").write_text("")
    (root / "a.toml").chmod(0)
    assert refused(root)[0][:2] == ("MR0431", "shown/a.toml")
    (root / "a.toml").unlink()
    root.chmod(0)
    try:
        assert refused(root)[0][0] == "MR0431"
    finally:
        root.chmod(0o700)


def test_everything_that_is_wrong_comes_at_once(root: Path) -> None:
    (root / "a.toml").symlink_to("x")
    (root / "b.toml").write_bytes(b"#" * (MIB + 1))
    assert [code for code, _, _ in refused(root)] == ["MR0432", "MR0105"]


def test_the_one_pack_of_a_distribution_is_found(root: Path, tmp_path: Path) -> None:
    assert find_pack(str(root)) == str(root)
    assert find_pack(str(tmp_path)) == str(root)
    project = tmp_path / "project"
    (project / "src" / "thing").mkdir(parents=True)
    (project / "src" / "thing" / "pack.toml").write_text("")
    assert find_pack(str(project)) == str(project / "src" / "thing")
    for place in (tmp_path / "none", tmp_path / "project" / "src" / "thing" / "pack.toml"):
        assert find_pack(str(place)) == str(place), "reading it says what is wrong"
    hidden = tmp_path / ".hidden"
    hidden.mkdir()
    (hidden / "pack.toml").write_text("")
    assert find_pack(str(tmp_path)) == str(root)


def test_several_packs_in_one_folder_are_told_by_name(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.toml").write_text("")
    with pytest.raises(MedrulesError) as raised:
        find_pack(str(tmp_path))
    assert raised.value.diagnostics[0].code == "MR0430"
    assert raised.value.diagnostics[0].help == f"name one of them: {other}, {root}"
