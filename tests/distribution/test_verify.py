"""``verify_wheel``: a wheel as it was built has no finding; every change to it has one."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.distribution.archive import packed
from medrules.distribution.verify import Verified, verify_wheel
from medrules.distribution.wheel import Wheel

from .building import INFO, MODULE, NAME, built, changed, small_pack


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Wheel:
    return built(small_pack(tmp_path_factory.mktemp("pack")))


def verified(folder: Path, data: bytes, name: str = NAME) -> Verified:
    (folder / name).write_bytes(data)
    return verify_wheel(str(folder / name))


def codes(folder: Path, data: bytes, name: str = NAME) -> list[str]:
    found = verified(folder, data, name).findings
    assert all(one.help for one in found)
    return [one.code for one in found]


def test_a_wheel_as_built_has_no_finding(tmp_path: Path, wheel: Wheel) -> None:
    found = verified(tmp_path, wheel.data)
    assert found.findings == ()
    assert (found.pack, found.version, found.digest, found.files) == (
        "small-pack", "1.0.0", wheel.digest, 2,
    )  # fmt: skip
    assert found.needs == ("medrules>=0.1",)


Change = Callable[[dict[str, bytes]], object]
MANIFEST = f"{MODULE}/medrules-manifest.json"


def manifest(**fields: object) -> Change:
    def change(members: dict[str, bytes]) -> None:
        data = json.loads(members[MANIFEST])
        members[MANIFEST] = json.dumps(data | fields).encode()

    return change


CHANGES: dict[str, tuple[Change, set[str]]] = {
    "a rule": (lambda m: m.update({f"{MODULE}/rules.toml": b""}), {"MR0533"}),
    "one more rule file": (lambda m: m.update({f"{MODULE}/more.toml": b""}), {"MR0533"}),
    "no rules": (lambda m: m.pop(f"{MODULE}/rules.toml"), {"MR0533"}),
    "no pack.toml": (lambda m: m.pop(f"{MODULE}/pack.toml"), {"MR0533"}),
    "a pack.toml that is none": (lambda m: m.update({f"{MODULE}/pack.toml": b"["}), {"MR0110"}),
    "no manifest": (lambda m: m.pop(MANIFEST), {"MR0533"}),
    "a manifest that is none": (lambda m: m.update({MANIFEST: b"[]"}), {"MR0533"}),
    "a manifest nested without end": (lambda m: m.update({MANIFEST: b"[" * 100_000}), {"MR0533"}),
    "a manifest that is no text": (lambda m: m.update({MANIFEST: b"\xff"}), {"MR0533"}),
    "another digest": (manifest(sha256="0" * 64), {"MR0533"}),
    "another version": (manifest(version="2.0.0"), {"MR0533", "MR0535"}),
    "another pack": (manifest(pack="other"), {"MR0533", "MR0535"}),
    "other requirements": (manifest(requires=[{"pack": "a", "version": "*"}]), {"MR0533"}),
    "requirements that are none": (manifest(requires=[1]), {"MR0533"}),
    "code": (lambda m: m.update({f"{MODULE}/__init__.py": b"import os"}), {"MR0534"}),
    "no code": (lambda m: m.pop(f"{MODULE}/__init__.py"), {"MR0534"}),
    "more code": (lambda m: m.update({f"{MODULE}/more.py": b""}), {"MR0534"}),
    "a startup file": (lambda m: m.update({"evil.pth": b"import os"}), {"MR0534"}),
    "another module": (lambda m: m.update({"json/__init__.py": b""}), {"MR0534"}),
    "data to be put elsewhere": (
        lambda m: m.update({"medrules_pack_small_pack-1.0.0.data/scripts/x": b""}), {"MR0534"},
    ),
    "scripts": (
        lambda m: m.update({f"{INFO}/entry_points.txt": b"[console_scripts]\nls = x:y\n"}), {"MR0535"},
    ),
    "a script inside the metadata": (lambda m: m.update({f"{INFO}/x.py": b""}), {"MR0534"}),
    "another kind of wheel": (lambda m: m.update({f"{INFO}/WHEEL": b"Tag: cp311-none-any\n"}), {"MR0535"}),
    "another name": (
        lambda m: m.update({f"{INFO}/METADATA": m[f"{INFO}/METADATA"].replace(b"medrules-", b"x")}),
        {"MR0535"},
    ),
    "names that differ in case only": (
        lambda m: m.update({f"{MODULE}/Rules.toml": m[f"{MODULE}/rules.toml"]}), {"MR0533", "MR0534"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_though_record_fits(tmp_path: Path, wheel: Wheel, name: str) -> None:
    change, wanted = CHANGES[name]
    assert set(codes(tmp_path, changed(wheel, change))) == wanted


@pytest.mark.parametrize("name", ["a rule", "one more rule file", "no rules", "code"])
def test_a_change_is_found_by_record_too(tmp_path: Path, wheel: Wheel, name: str) -> None:
    assert "MR0532" in codes(tmp_path, changed(wheel, CHANGES[name][0], record=False))


def test_record_itself_is_read_with_care(tmp_path: Path, wheel: Wheel) -> None:
    for text in (b"", b'"', b"a,b\n", b"\xff\xfe", b'"' + b"x" * 200_000):
        data = changed(wheel, lambda m, text=text: m.update({f"{INFO}/RECORD": text}), record=False)
        assert set(codes(tmp_path, data)) == {"MR0532"}


def test_another_file_name_is_a_finding(tmp_path: Path, wheel: Wheel) -> None:
    assert codes(tmp_path, wheel.data, "other-1.0.0-py3-none-any.whl") == ["MR0535"]


def zipped(
    members: list[tuple[zipfile.ZipInfo | str, bytes]], how: int = zipfile.ZIP_STORED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(f"{MODULE}/link.toml")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "members",
    [
        [("../../evil.toml", b"")],
        [("/etc/evil.toml", b"")],
        [("a/../../evil.toml", b"")],
        [("a//b.toml", b"")],
        [("..\\evil.toml", b"")],
        [("C:evil.toml", b"")],
        [("a\x1b[31m.toml", b"")],
        [("a/", b"")],
        [(link(), b"/etc/passwd")],
        [("a/x.toml", b""), ("a/x.toml", b"1")],
    ],
    ids=lambda members: repr(getattr(members[0][0], "filename", members[0][0])),
)
def test_names_that_could_do_harm(
    tmp_path: Path, members: list[tuple[zipfile.ZipInfo | str, bytes]]
) -> None:
    found = codes(tmp_path, zipped(members))
    assert found[0] == "MR0531"


def test_a_bomb_is_found_without_unpacking_it(tmp_path: Path) -> None:
    bomb = zipped(
        [(f"{MODULE}/{n}.toml", b"\0" * (60 << 20)) for n in range(3)], zipfile.ZIP_DEFLATED
    )
    assert len(bomb) < 1 << 20
    assert "MR0531" in codes(tmp_path, bomb)


def test_a_bomb_that_lies_about_its_size_is_found(tmp_path: Path) -> None:
    bomb = bytearray(zipped([(f"{MODULE}/a.toml", b"\0" * (60 << 20))], zipfile.ZIP_DEFLATED))
    central = bomb.rindex(b"PK\1\2")
    struct.pack_into("<L", bomb, central + 24, 10)
    assert "MR0531" in codes(tmp_path, bytes(bomb))


def test_many_small_members_that_unpack_to_much_are_stopped(tmp_path: Path) -> None:
    data = zipped(
        [(f"{MODULE}/{n}.toml", b"\0" * (1 << 20)) for n in range(100)], zipfile.ZIP_DEFLATED
    )
    assert "MR0531" in codes(tmp_path, data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an archive at all, only a text of some length",
        packed([("a", b"x")])[:-3],
        packed([("a", b"x")]) + b"comment",
        packed([(f"m/{n}.toml", b"") for n in range(500)]),
        b"PK\3\4" + b"\0" * 100 + b"PK\5\6" + b"\xff" * 18,
        b"PK" + b"\0" * 50 + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 46, 6, 0),
    ],
    ids=range(7),
)
def test_what_is_no_wheel_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / NAME
    path.write_bytes(data)
    with pytest.raises(MedrulesError) as refused:
        verify_wheel(str(path))
    assert [one.code for one in refused.value.diagnostics] == ["MR0530"]


def test_an_empty_archive_holds_no_pack(tmp_path: Path) -> None:
    assert codes(tmp_path, packed([])) == ["MR0534"]


def test_an_encrypted_member_is_a_finding(tmp_path: Path, wheel: Wheel) -> None:
    data = bytearray(wheel.data)
    central = data.index(b"PK\1\2")
    data[central + 8] |= 1
    assert "MR0531" in codes(tmp_path, bytes(data))


def test_bytes_between_the_members_are_a_finding(tmp_path: Path, wheel: Wheel) -> None:
    repacked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as old, zipfile.ZipFile(repacked, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    assert codes(tmp_path, repacked.getvalue()) == ["MR0531"]
