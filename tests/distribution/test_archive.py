"""Archives: what unzips them finds what was put in; the bytes are these and no others."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.distribution.archive import packed

names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="/\\"),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, st.binary(max_size=200), max_size=6))
def test_zipfile_reads_what_was_packed(members: dict[str, bytes]) -> None:
    data = packed(list(members.items()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {one.filename: archive.read(one) for one in archive.infolist()} == members
        for one in archive.infolist():
            assert one.date_time == (1980, 1, 1, 0, 0, 0)
            assert one.compress_type == zipfile.ZIP_STORED
            assert one.external_attr >> 16 == 0o100644


def test_the_bytes_never_change() -> None:
    data = packed([("a/b.toml", b"x = 1\n"), ("é", b"")])
    assert (
        sha256(data).hexdigest()
        == "5d8bff3cec1e81060e5b32a9e011aee635010cac8bfd27c9867e3fb0ada95c8e"
    )


def test_more_than_an_archive_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        packed([(str(number), b"") for number in range(0xFFFF)])
