"""Packs of other distributions: found through the hook exactly as the built-in ones are."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from medrules import hookimpl
from medrules.diagnostics.model import MedrulesError
from medrules.evaluating import evaluate
from medrules.loading import load
from medrules.plugins.discovery import folders_of, installed_folders
from medrules.plugins.hookspecs import PackHooks

ROOT = Path(__file__).resolve().parents[2]
PACK = """
[pack]
id = "example-university"
version = "0.3.0"
title = "Example University"
description = "One fact and one rule."
language = 1

[[facts]]
path = "example.member"
type = "boolean"
title = "Member"
question = "Are you a member?"

[[conclusions]]
path = "example.advice"
type = "text"
title = "Advice"

[[rules]]
id = "ask"
when = "example.member"
then = { "example.advice" = "Ask the fund." }
because = "Members may."
cites = ["none: made up"]
"""
MODULE = """
from pathlib import Path
from medrules import hookimpl

@hookimpl
def medrules_packs():
    return [Path(__file__).parent / "pack"]
"""


class Site:
    """A folder on the import path into which distributions are installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, name: str, module: str, *, entry: str = "", pack: str = "") -> None:
        """What pip leaves behind for a distribution with one module and, perhaps, a pack."""
        package = self.folder / name
        package.mkdir()
        (package / "__init__.py").write_text(module)
        if pack:
            (package / "pack").mkdir()
            (package / "pack" / "pack.toml").write_text(pack)
        info = self.folder / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(
            f"[medrules]\n{name.replace('_', '-')} = {entry or name}\n"
        )


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("MEDRULES_CACHE_DIR", str(tmp_path / "cache"))
    before = set(sys.modules)
    yield Site(tmp_path)
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in str(
            sys.modules[name].__file__
        ):
            del sys.modules[name]


def refused(error: MedrulesError) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in error.diagnostics]


def test_another_distribution_is_found_beside_the_built_in_packs(site: Site) -> None:
    before = installed_folders()
    assert {Path(one).name for one in before} == {
        "decision_flow",
        "program_selection",
        "alternatives",
    }
    site.install("example_university", MODULE, pack=PACK)
    after = installed_folders()
    assert set(after) - set(before) == {str(site.folder / "example_university" / "pack")}
    names = [Path(one).parent.name if Path(one).name == "pack" else Path(one).name for one in after]
    assert names == ["alternatives", "decision_flow", "example_university", "program_selection"]


def test_its_rules_take_part_in_every_answer(site: Site) -> None:
    site.install("example_university", MODULE, pack=PACK)
    program = load()
    assert "example-university" in {stamp.id for stamp in program.packs}
    answer = evaluate(program, {"example": {"member": True}})
    assert answer.conclusions["example.advice"].settlement.value == "Ask the fund."
    assert "decision.outcome" in answer.conclusions


def test_the_command_line_shows_it_without_being_told(site: Site) -> None:
    from tests.cli.running import medrules

    site.install("example_university", MODULE, pack=PACK)
    ran = medrules("packs", "example-university")
    assert ran.code == 0
    assert ran.out.startswith("example-university 0.3.0: Example University\n")


def test_the_built_in_packs_have_no_privilege() -> None:
    """They are entry points of the same group, whose modules hold the same hook and nothing else."""
    from importlib.metadata import entry_points

    built_in = [
        one for one in entry_points(group="medrules") if one.value.startswith("medrules_packs")
    ]
    assert len(built_in) == 3
    for entry in built_in:
        module = entry.load()
        folders = folders_of([(entry.name, module)])
        assert folders == (str(Path(module.__file__).parent),)


def test_a_module_that_cannot_be_imported_is_named(site: Site) -> None:
    site.install("broken_one", "raise RuntimeError('no licence')\n")
    site.install("broken_two", MODULE, entry="no_such_module")
    site.install("broken_three", "import sys\nsys.exit(3)\n")
    with pytest.raises(MedrulesError) as raised:
        installed_folders()
    assert refused(raised.value) == [
        ("MR0510", 'the installed plug-in "broken-one" cannot be loaded: RuntimeError: no licence'),
        ("MR0510", 'the installed plug-in "broken-three" cannot be loaded: SystemExit: 3'),
        (
            "MR0510",
            'the installed plug-in "broken-two" cannot be loaded: ModuleNotFoundError: '
            "No module named 'no_such_module'",
        ),
    ]
    assert raised.value.diagnostics[2].help == (
        "reinstall or remove the distribution that provides no_such_module"
    )


def test_the_command_line_says_so_and_ends_with_2(site: Site) -> None:
    from tests.cli.running import medrules

    site.install("broken_one", "raise RuntimeError('no licence')\n")
    ran = medrules("packs")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error[MR0510]: ")


def test_a_broken_plug_in_stops_no_work_on_a_pack_that_can_do_without_it(site: Site) -> None:
    from tests.cli.running import medrules

    site.install("example_university", MODULE, pack=PACK)
    site.install("broken_one", "raise RuntimeError('no licence')\n")
    mine = site.folder / "mine"
    mine.mkdir()
    for needs, code in (("example-university", 0), ("decision-flow", 0), ("somewhere-else", 2)):
        (mine / "pack.toml").write_text(
            '[pack]\nid = "mine"\nversion = "1.0.0"\ntitle = "t"\ndescription = "d"\nlanguage = 1\n'
            f'[[pack.requires]]\npack = "{needs}"\nversion = ">=0"\n'
        )
        ran = medrules("pack", "cases", str(mine))
        assert ran.code == code, (needs, ran.err)
        assert ("MR0510" in ran.err) == (code == 2)


def test_a_folder_that_is_no_pack_is_refused(site: Site) -> None:
    site.install("example_university", MODULE)
    with pytest.raises(MedrulesError) as raised:
        load()
    assert [one.code for one in raised.value.diagnostics] == ["MR0431"]
    assert "example_university" in raised.value.diagnostics[0].message


def plugin(answer: object) -> ModuleType:
    """A module whose hook gives that answer, or raises it."""
    made = ModuleType("made")

    @hookimpl
    def medrules_packs() -> object:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    made.medrules_packs = medrules_packs  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RuntimeError("no disk"), "RuntimeError: no disk"),
        (SystemExit(1), "SystemExit: 1"),
        ("/a/folder", "TypeError: it gave one path, not a list of them"),
        (Path("/a/folder"), "TypeError: it gave one path, not a list of them"),
        ([1], "TypeError: "),
        (7, "TypeError: "),
    ],
)
def test_a_hook_that_fails_is_named(answer: object, words: str) -> None:
    with pytest.raises(MedrulesError) as raised:
        folders_of([("good", plugin(["/x"])), ("bad", plugin(answer))])
    code, message = refused(raised.value)[0]
    assert code == "MR0511"
    assert message.startswith(f'the hook of the plug-in "bad" failed: {words}')
    assert len(raised.value.diagnostics) == 1


def test_every_failing_hook_is_told_at_once() -> None:
    with pytest.raises(MedrulesError) as raised:
        folders_of([("a", plugin(7)), ("b", plugin(["/x"])), ("c", plugin(RuntimeError()))])
    assert [one.code for one in raised.value.diagnostics] == ["MR0511", "MR0511"]


def test_a_hook_of_another_name_or_with_other_parameters_is_refused() -> None:
    unknown, greedy = ModuleType("unknown"), ModuleType("greedy")

    @hookimpl
    def medrules_pack() -> list[str]:
        return []

    @hookimpl
    def medrules_packs(wish: str) -> list[str]:
        return [wish]

    unknown.medrules_pack = medrules_pack  # type: ignore[attr-defined]
    greedy.medrules_packs = medrules_packs  # type: ignore[attr-defined]
    for module in (unknown, greedy):
        with pytest.raises(MedrulesError) as raised:
            folders_of([(module.__name__, module)])
        assert refused(raised.value)[0][0] == "MR0511"
        assert "medrules_pack" in refused(raised.value)[0][1]


def test_folders_come_in_order_once_and_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    found = folders_of(
        [("b", plugin(["/x/two", Path("/x/one"), "rel"])), ("a", plugin(("/x/one", b"/x/three")))]
    )
    assert found == ("/x/two", "/x/one", "/rel", "/x/three")
    assert folders_of([("none", plugin(None)), ("empty", plugin([]))]) == ()
    assert folders_of([]) == ()


def test_every_hook_has_its_section_on_the_page_with_the_same_parameters() -> None:
    page = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## `(\w+)`$", page, re.MULTILINE))
    hooks = {name for name in vars(PackHooks) if not name.startswith("_")}
    assert hooks == sections
    for name in hooks:
        assert PackHooks.__dict__[name].__doc__
        assert re.search(rf"^{name}\(.*\) -> ", page, re.MULTILINE)


def test_the_example_of_the_page_works(site: Site) -> None:
    page = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    module = re.search(r"```python\n# example-university/\S+\n(.*?)```", page, re.DOTALL)
    assert module is not None
    site.install("example_university", module[1])
    for name in ("funding", "roles"):
        (site.folder / "example_university" / name).mkdir()
    assert [Path(one).name for one in installed_folders() if "example" in one] == [
        "funding",
        "roles",
    ]
