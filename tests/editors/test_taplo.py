"""The set-up of ``docs/editors.md``, tried with the taplo tool itself."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.cli.running import medrules
from tests.conftest import REPO

import medrules_schemas

TAPLO = shutil.which("taplo")
pytestmark = pytest.mark.skipif(
    TAPLO is None, reason="the taplo tool is not installed: pip install taplo"
)

PACKS = sorted(
    one.parent
    for folder in ("packs/medrules_packs", "examples/packs")
    for one in (REPO / folder).rglob("pack.toml")
)


class Checked(NamedTuple):
    """How ``taplo check`` ended; ``places`` are the file names and lines that it complains of."""

    code: int
    told: str

    @property
    def places(self) -> set[tuple[str, int]]:
        found = re.findall(r"┌─ (.+?):(\d+):\d+", self.told)
        return {(Path(name).name, int(line)) for name, line in found}


def check(folder: Path, *args: str) -> Checked:
    ran = subprocess.run(
        [str(TAPLO), "check", "--colors", "never", *args],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return Checked(ran.returncode, ran.stdout + ran.stderr)


@pytest.fixture(scope="module", params=["distribution", "folder only"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    more = ["--folder-only"] if request.param == "folder only" else []
    with contextlib.chdir(folder):
        assert medrules("pack", "new", "demo", "--requires", "decision-flow", *more).code == 0
    return folder / "demo"


@pytest.fixture
def new(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "demo"))


def toml_files(folder: Path) -> list[str]:
    found = (one for one in sorted(folder.rglob("*.toml")) if one.name != "pyproject.toml")
    return [str(one.relative_to(folder)) for one in found]


def test_a_new_pack_has_schema_lines_that_lead_to_schemas_and_no_error(new: Path) -> None:
    files = toml_files(new)
    assert len(files) == 6
    for name in files:
        first = (new / name).read_text("utf-8").split("\n", 1)[0]
        path = first.removeprefix("#:schema ")
        assert path != first
        assert ((new / name).parent / path).is_file()
    checked = check(new, *files)
    assert checked.code == 0, checked.told


@pytest.mark.parametrize("folder", PACKS, ids=lambda one: one.name)
def test_built_in_and_example_packs_have_no_error(folder: Path, tmp_path: Path) -> None:
    kinds: dict[str, list[str]] = {"pack": [], "content": [], "cases": []}
    for one in sorted(folder.glob("*.toml")):
        kinds["pack" if one.name == "pack.toml" else "content"].append(str(one))
    kinds["cases"] = [str(one) for one in sorted(folder.glob("cases/*.toml"))]
    for kind, files in kinds.items():
        schema = tmp_path / f"{kind}.schema.json"
        schema.write_text(medrules_schemas.text(kind), "utf-8")
        checked = check(tmp_path, "--schema", schema.as_uri(), *files)
        assert files
        assert checked.code == 0, checked.told


FAULTS = {
    "unknown key": ("rules.toml", "because =", "becuase ="),
    "missing key": ("facts.toml", 'of = "demo-contract"\n', ""),
    "wrong kind": ("facts.toml", "max = 60", 'max = "sixty"'),
    "not one of the words": ("rules.toml", 'type = "boolean"', 'type = "bool"'),
    "not a name": ("rules.toml", 'id = "may-apply"', 'id = "May apply"'),
    "key of another type": ("facts.toml", 'type = "boolean"', 'type = "boolean"\nunit = "USD"'),
    "not a path": ("rules.toml", '"demo.may_apply" = true }', '"Demo May" = true }'),
    "other constant": ("pack.toml", "language = 1", "language = 2"),
    "not a version": ("pack.toml", 'version = "0.1.0"', 'version = "1"'),
    "empty text": ("rules.toml", 'title = "Grant"', 'title = ""'),
    "listed twice": ("rules.toml", '["demo-policy#2"]', '["demo-policy#2", "demo-policy#2"]'),
    "key of a case": ("grant.toml", "story =", "stroy ="),
    "not TOML": ("sources.toml", "[[sources]]", "[[sources]"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_medrules_refuses_taplo_marks_too(new: Path, fault: str) -> None:
    name, before, after = FAULTS[fault]
    (path,) = new.rglob(name)
    text = path.read_text("utf-8")
    assert before in text
    line = text[: text.index(before)].count("\n") + 1
    path.write_text(text.replace(before, after, 1), "utf-8")
    with contextlib.chdir(new):
        assert medrules("pack", "check", ".").code != 0
    checked = check(new, *toml_files(new))
    assert checked.code == 1
    assert {file for file, _ in checked.places} == {name}
    # A missing or unknown key is told of the whole table that should or should not have it.
    assert min(abs(one - line) for _, one in checked.places) <= 3, checked.told


@pytest.fixture
def documented(made: Path, tmp_path: Path) -> Path:
    """The folder that ``docs/editors.md`` describes, without any line in the files themselves."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "profiles").mkdir()
    with contextlib.chdir(tmp_path):
        for kind in ("profile", "pack", "content", "cases"):
            ran = medrules("schema", kind, "-o", f"schemas/{kind}.schema.json")
            assert ran.code == 0
        assert medrules("init", "profiles/me.toml").code == 0
    (head,) = made.rglob("pack.toml")
    pack = tmp_path / "my-pack"
    for one in (*head.parent.glob("*.toml"), *head.parent.glob("cases/*.toml")):
        place = pack / one.relative_to(head.parent)
        if one.name == "pyproject.toml":
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(re.sub(r"#:schema.*\n", "", one.read_text("utf-8")), "utf-8")
    page = (REPO / "docs" / "editors.md").read_text("utf-8")
    (block,) = re.findall(r"^```toml\n(# \.taplo\.toml\n.*?)^```$", page, re.M | re.S)
    (tmp_path / ".taplo.toml").write_text(block, "utf-8")
    return tmp_path


def test_the_settings_on_the_page_give_every_file_its_schema(documented: Path) -> None:
    checked = check(documented)
    assert checked.code == 0, checked.told
    wrong = {
        "profiles/me.toml": '[goals]\nprimary_identity = "educatr"\n',
        "my-pack/pack.toml": "[pack]\n",
        "my-pack/facts.toml": '[[facts]]\npath = "demo.x"\ntype = "bool"\n',
        "my-pack/cases/grant.toml": "[[cases]]\nnaem = 'x'\n",
    }
    for name, text in wrong.items():
        (documented / name).write_text(text, "utf-8")
    checked = check(documented)
    assert checked.code == 1
    assert {name for name, _ in checked.places} == {Path(name).name for name in wrong}
