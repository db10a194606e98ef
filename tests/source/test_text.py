"""Files are read whole, within bounds and without waiting, or refused with the reason."""

from __future__ import annotations

import io
import os
import socket
import sys
import time
from pathlib import Path

import pytest

from medrules.source.span import Span
from medrules.source.text import (
    DEFAULT_LIMIT,
    SourceFile,
    read_stdin,
    read_text,
    require_content,
)

from .refusals import only


def test_a_file_is_read_with_the_name_to_show(tmp_path: Path) -> None:
    file = tmp_path / "profile.toml"
    file.write_bytes("é = 1\r\n".encode())
    assert read_text(file) == SourceFile(str(file), "é = 1\r\n")
    assert read_text(str(file), 100, "pack/profile.toml").name == "pack/profile.toml"


def test_a_byte_order_mark_is_dropped_once(tmp_path: Path) -> None:
    file = tmp_path / "bom.toml"
    file.write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_text(file).text == "a = 1"


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").touch()
    (tmp_path / "other.json").touch()
    found = only(lambda: read_text(tmp_path / "profil.toml"))
    assert found.code == "MR0102"
    assert found.message == f'there is no file "{tmp_path / "profil.toml"}"'
    assert found.span == Span(str(tmp_path / "profil.toml"), 0, 0, 0, 0)
    assert found.help == 'did you mean "profile.toml"?'


def test_a_missing_file_without_a_neighbour_or_a_folder(tmp_path: Path) -> None:
    found = only(lambda: read_text(tmp_path / "zzz"))
    assert found.help == "check the name; paths start from the folder you are in"
    found = only(lambda: read_text(tmp_path / "no" / "zzz"))
    assert found.help == f'there is no folder "{tmp_path / "no"}" either'


def test_a_file_in_the_place_of_a_folder_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert only(lambda: read_text(tmp_path / "a" / "b")).code == "MR0102"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    found = only(lambda: read_text(tmp_path, shown_name="profiles"))
    assert (found.code, found.message) == ("MR0103", '"profiles" is a folder, not a file')


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found = only(lambda: read_text(pipe, shown_name="pipe"))
    assert (found.code, found.message) == ("MR0104", '"pipe" is a pipe, not a regular file')


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_device_is_refused_without_reading() -> None:
    found = only(lambda: read_text("/dev/zero"))
    assert (found.code, found.message) == (
        "MR0104",
        '"/dev/zero" is a device, not a regular file',
    )


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs local sockets")
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert only(lambda: read_text("s")).message == '"s" is a socket, not a regular file'


def test_a_gigabyte_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "big.toml"
    with file.open("wb") as out:
        out.truncate(10**9)
    start = time.process_time()
    found = only(lambda: read_text(file))
    assert time.process_time() - start < 5
    assert found.code == "MR0105"
    assert found.message == "the file has 1 GB; at most 4.2 MB are read"


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 10)
    assert read_text(file, 10).text == "x" * 10
    assert only(lambda: read_text(file, 9)).message == (
        "the file has 10 bytes; at most 9 bytes are read"
    )
    file.write_bytes(b"x" * 2500)
    assert only(lambda: read_text(file, 2000)).message == (
        "the file has 2.5 kB; at most 2 kB are read"
    )


@pytest.mark.parametrize(
    ("data", "line", "column", "byte", "help"),
    [
        (
            "a = 1\nname = \"Ren\xe9e\"".encode("latin-1"),
            2,
            12,
            "e9",
            'in Windows-1252 or Latin-1 this byte is "é"; save the file as UTF-8',
        ),
        ("a = 1".encode("utf-16"), 1, 1, "ff", "it looks like UTF-16; save it again as UTF-8"),
        (b"\xef\xbb\xbf\xc3\xa9 = \x80", 1, 5, "80", "save it again as UTF-8"),
        (b'"\xed\xa0\x80"', 1, 2, "ed", "in Windows-1252 or Latin-1 this byte is \"í\"; "
         "save the file as UTF-8"),
    ],
)  # fmt: skip
def test_the_first_byte_that_is_not_utf8_is_named(
    tmp_path: Path, data: bytes, line: int, column: int, byte: str, help: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    found = only(lambda: read_text(file, shown_name="f"))
    assert found.code == "MR0101"
    assert found.span == Span("f", line, column, line, column + 1)
    assert found.message == f"the file is not UTF-8: byte 0x{byte} stands for no character here"
    assert found.help == help


def test_a_name_that_no_file_can_have() -> None:
    found = only(lambda: read_text("a\0b"))
    assert (found.code, found.message) == (
        "MR0107",
        '"a\0b" is not a name that a file can have',
    )


def test_what_the_system_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    found = only(lambda: read_text(tmp_path / ("x" * 5000), shown_name="x"))
    assert (found.code, found.message) == ("MR0107", '"x" cannot be read: file name too long')


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()

    def deny(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", deny)
    found = only(lambda: read_text(file, shown_name="f"))
    assert (found.code, found.message) == ("MR0107", 'you may not read "f"')


def test_a_file_exchanged_for_a_folder_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    status = os.stat(file)
    file.unlink()
    file.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", lambda path: status)
        found = only(lambda: read_text(file))
    assert found.code in ("MR0103", "MR0107")


class Stdin:
    """A standard input with the given bytes."""

    closed = False

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_the_standard_input_is_read_by_the_same_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"\xef\xbb\xbfa = 1"))
    assert read_stdin() == SourceFile("<stdin>", "a = 1")
    monkeypatch.setattr(sys, "stdin", Stdin(b"\xff"))
    assert only(read_stdin).code == "MR0101"
    monkeypatch.setattr(sys, "stdin", Stdin(b"x" * (DEFAULT_LIMIT + 1)))
    found = only(read_stdin)
    assert found.code == "MR0105"
    assert found.message == "the file does not end within the limit; at most 4.2 MB are read"


def test_a_closed_or_broken_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert only(read_stdin).message == "the standard input is closed"

    class Broken(Stdin):
        def __init__(self) -> None:
            super().__init__(b"")
            self.buffer = self  # type: ignore[assignment]

        def read(self, size: int) -> bytes:
            raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr(sys, "stdin", Broken())
    assert only(read_stdin).message == '"<stdin>" cannot be read: is a directory'


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "the file is empty"), (" \r\n\t", "the file holds nothing but white space")],
)
def test_an_empty_file_is_refused_where_content_is_needed(text: str, message: str) -> None:
    found = only(lambda: require_content(SourceFile("p.toml", text)))
    assert (found.code, found.message) == ("MR0106", message)


def test_content_passes() -> None:
    source = SourceFile("p.toml", "# a comment is content")
    assert require_content(source) is source
