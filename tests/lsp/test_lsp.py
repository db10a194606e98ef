"""``medrules lsp``, driven over its pipes as an editor drives it."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.running import medrules
from tests.lsp.client import Client

pytest.importorskip("pygls", reason="pygls, of the extra lsp, is not installed")

SERVER = (sys.executable, "-m", "medrules_cli", "lsp")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    with contextlib.chdir(folder):
        assert medrules("pack", "new", "demo", "--folder-only").code == 0
    with (folder / "demo" / "pack.toml").open("a", encoding="utf-8") as head:
        for name in ("decision-flow", "program-selection"):
            head.write(f'\n[[pack.requires]]\npack = "{name}"\nversion = ">=1.0, <2"\n')
    return folder / "demo"


@pytest.fixture
def pack(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "demo"))


@pytest.fixture
def editor(pack: Path) -> Iterator[Client]:
    client = Client(SERVER, pack)
    yield client
    client.kill()


@pytest.fixture(scope="module")
def reader(fresh: Path) -> Iterator[Client]:
    """An editor that has the untouched pack open and changes only what each test puts back."""
    client = Client(SERVER, fresh)
    for name in ("rules.toml", "cases/grant.toml"):
        client.open(fresh / name)
        client.findings(fresh / name)
    yield client
    assert client.stop() == 0


def place(text: str, needle: str, into: int = 1) -> tuple[int, int]:
    """The line and the UTF-16 column, ``into`` characters after the start of ``needle``."""
    at = text.index(needle) + into
    start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at), len(text[start:at].encode("utf-16-le")) // 2


def labels(client: Client, path: Path, text: str, needle: str) -> list[str]:
    """What is offered at the end of ``needle``."""
    found = client.at("completion", path, *place(text, needle, len(needle)))
    return [one["label"] for one in found]


def hover(client: Client, path: Path, needle: str, text: str | None = None) -> str:
    line, column = place(text or path.read_text("utf-8"), needle)
    found = client.at("hover", path, line, column)
    return found["contents"]["value"] if found else ""


def test_a_sound_pack_has_no_finding_in_any_file(editor: Client, pack: Path) -> None:
    editor.open(pack / "rules.toml")
    assert editor.findings(pack / "cases" / "grant.toml") == []
    names = {Path(uri).name for uri in editor.diagnostics}
    assert names == {"pack.toml", "facts.toml", "rules.toml", "sources.toml", "grant.toml"}
    assert editor.stop() == 0


def test_what_is_not_saved_counts_and_columns_are_utf_16(editor: Client, pack: Path) -> None:
    path = pack / "rules.toml"
    text = path.read_text("utf-8")
    editor.open(path)
    assert editor.findings(path) == []
    wrong = text.replace(
        "when = 'demo.contract = \"permanent\" and demo.chair_agrees'",
        'when = \'"𝄞😀" = "𝄞" and demo.chair_agres\'',
    )
    editor.change(path, wrong)
    (finding,) = [one for one in editor.findings(path) if "chair_agres" in one["message"]]
    line, column = place(wrong, "demo.chair_agres", 0)
    assert finding["range"]["start"] == {"line": line, "character": column}
    assert finding["range"]["end"] == {"line": line, "character": column + len("demo.chair_agres")}
    assert finding["severity"] == 1
    assert finding["code"].startswith("MR03")
    assert "chair_agrees" in finding["message"]
    assert path.read_text("utf-8") == text

    assert hover(editor, path, "demo.chair_agres", wrong) == ""
    assert "You may apply" in hover(editor, path, "demo.may_apply", wrong)

    editor.notice("didClose", path)
    assert editor.findings(path) == []


def test_an_editor_that_counts_code_points_gets_them(pack: Path) -> None:
    client = Client(SERVER, pack, encodings=["utf-32"])
    try:
        path = pack / "rules.toml"
        wrong = path.read_text("utf-8").replace("when = 'demo.contract", 'when = \'"😀" = "" and x')
        client.open(path, wrong)
        findings = client.findings(path)
        assert client.welcome["capabilities"]["positionEncoding"] == "utf-32"
        line = wrong[: wrong.index("and x")].count("\n")
        column = wrong.split("\n")[line].index("x =")
        assert {"line": line, "character": column} in [one["range"]["start"] for one in findings]
    finally:
        client.kill()


def test_a_new_file_that_was_never_saved_is_part_of_the_pack(editor: Client, pack: Path) -> None:
    path = pack / "more.toml"
    editor.open(path, '[[facts]]\npath = "demo.contract"\ntype = "boolean"\n')
    assert any("demo.contract" in one["message"] for one in editor.findings(path))


def test_a_pack_that_was_broken_from_the_start(editor: Client, pack: Path) -> None:
    rules, head = pack / "rules.toml", pack / "pack.toml"
    good = rules.read_text("utf-8")
    rules.write_text("[[rules]\nid = 'x\n" + good, "utf-8")
    head.write_bytes(b"\xff\xfe[pack]\n")
    editor.open(rules)
    assert editor.findings(rules)
    assert editor.findings(head) if editor.published.get(head.as_uri()) is None else True
    assert editor.diagnostics[head.as_uri()][0]["range"]["start"]["line"] == 0
    # Names of the other packs are known all the same, and questions do no harm.
    text = "[[rules]]\nwhen = 'goals.prim"
    editor.change(rules, text)
    editor.findings(rules)
    assert "goals.primary_identity" in labels(editor, rules, text, "goals.prim")
    assert editor.at("hover", rules, 400, 400) is None
    assert editor.at("definition", rules, 0, 9999) is None
    editor.notice("didClose", head)
    editor.notice("didSave", pack / "none.toml")
    assert editor.stop() == 0


def test_a_text_that_cannot_be_utf_8_ends_nothing(editor: Client, pack: Path) -> None:
    editor.open(pack / "rules.toml", "# \ud800\n[[rules]]\n")
    assert editor.findings(pack / "rules.toml")
    assert editor.stop() == 0


def test_the_lint_speaks_when_a_file_is_saved(editor: Client, pack: Path) -> None:
    path = pack / "facts.toml"
    unread = path.read_text("utf-8") + (
        '\n[[facts]]\npath = "demo.spare"\ntype = "boolean"\ntitle = "Spare"\nquestion = "Spare?"\n'
    )
    editor.open(path)
    editor.findings(path)
    editor.change(path, unread)
    assert editor.findings(path) == []
    path.write_text(unread, "utf-8")
    editor.notice("didSave", path)
    (finding,) = editor.findings(path)
    assert finding["code"].startswith("MR08")
    assert finding["severity"] in (2, 3)


def test_files_of_no_pack_are_left_alone(editor: Client, pack: Path, tmp_path: Path) -> None:
    lone = tmp_path / "me.toml"
    editor.open(lone, "x = = 1")
    editor.open(pack / "rules.toml")
    editor.findings(pack / "rules.toml")
    assert lone.as_uri() not in editor.diagnostics
    assert editor.at("hover", lone, 0, 0) is None


@pytest.mark.parametrize(
    ("needle", "said"),
    [
        ("demo.contract = ", ("Contract", "What kind of contract do you have?", "`fixed-term`")),
        ("demo.min_years} are", ("parameter", "value: `2`", "from 0 to 60", "years")),
        ("demo.grant_usd", ("conclusion", "number in USD", "policy: unique")),
        ("permanent", ("Permanent", "demo-contract")),
        ("demo-policy#2", ("source `demo-policy`", "#2")),
        ("may-apply", ("rule `demo/may-apply`", "then `demo.may_apply = true`", "because Your")),
    ],
)
def test_hover(reader: Client, fresh: Path, needle: str, said: tuple[str, ...]) -> None:
    path = fresh / "rules.toml"
    start = {"permanent": '"permanent"'}.get(needle, needle)
    text = path.read_text("utf-8")
    shown = reader.at("hover", path, *place(text, start, 2))["contents"]["value"]
    assert all(one in shown for one in said), shown


def test_a_hover_says_which_stretch_it_is_about(reader: Client, fresh: Path) -> None:
    path = fresh / "rules.toml"
    line, column = place(path.read_text("utf-8"), "demo.contract =", 3)
    found = reader.at("hover", path, line, column)["range"]
    assert found["start"] == {"line": line, "character": column - 3}
    assert found["end"] == {"line": line, "character": column - 3 + len("demo.contract")}


@pytest.mark.parametrize(
    ("name", "needle", "where", "line"),
    [
        ("rules.toml", "demo.contract =", "facts.toml", 'path = "demo.contract"'),
        ("rules.toml", "demo.min_years..", "rules.toml", 'path = "demo.min_years"'),
        ("rules.toml", 'demo.grant_usd"]\nbecause', "rules.toml", 'path = "demo.grant_usd"'),
        ("rules.toml", "demo-policy#3", "sources.toml", 'id = "demo-policy"'),
        ("cases/grant.toml", 'may-apply"', "rules.toml", 'id = "may-apply"'),
        ("cases/grant.toml", "grant/basic", "rules.toml", 'id = "basic"'),
        ("cases/grant.toml", "demo.years_employed", "facts.toml", 'path = "demo.years_employed"'),
    ],
)
def test_go_to_definition(
    reader: Client, fresh: Path, name: str, needle: str, where: str, line: str
) -> None:
    path = fresh / name
    found = reader.at("definition", path, *place(path.read_text("utf-8"), needle))
    assert found["uri"] == (fresh / where).as_uri()
    start = found["range"]["start"]["line"]
    written = (fresh / where).read_text("utf-8").split("\n")
    # A rule or row stands where its table begins or where its id is.
    assert line in "\n".join(written[start : start + 2])


def test_the_definition_of_a_fact_of_an_installed_pack(reader: Client, fresh: Path) -> None:
    path = fresh / "rules.toml"
    saved = path.read_text("utf-8")
    text = saved + "# goals.primary_identity\n"
    reader.change(path, text)
    reader.findings(path)
    found = reader.at("definition", path, *place(text, "goals.primary"))
    assert "/decision_flow/" in found["uri"]
    reader.change(path, saved)
    reader.findings(path)


@pytest.mark.parametrize(
    ("written", "some", "none"),
    [
        ("[[rules]]\nwhen = 'demo.", ("demo.contract", "demo.min_years", "demo.may_apply"), ()),
        ("[[rules]]\nwhen = 'demo.contract = \"", ("permanent", "fixed-term"), ("educator",)),
        ('[[rules]]\nwhen = "demo.contract = \\"', ("permanent",), ("educator",)),
        ("[[rules]]\nwhen = '''\ndemo.chair_agrees = true\nand demo.", ("demo.contract",), ()),
        (
            "[[tables]]\ninputs = ['demo.chair_agrees', 'demo.contract']\n[[tables.rows]]\n"
            "when = ['true', '\"",
            ("fixed-term",),
            ("educator",),
        ),
        ('[[rules]]\ncites = ["', ("demo-policy", "necessity-2026"), ("demo-policy#2",)),
        ('[[rules]]\ncites = ["demo-policy#', ("demo-policy#2",), ()),
        ('[[rules]]\nthen = { "', ("demo.may_apply",), ("demo.contract",)),
        ("[[rules]]\nthen = { ", ('"demo.may_apply"',), ("demo.contract",)),
        ('[[tables]]\noutputs = ["', ("demo.grant_usd",), ("demo.contract",)),
        ('[[facts]]\nof = "', ("demo-contract",), ()),
        ('[[retire]]\nrule = "', ("demo/may-apply", "demo/grant/basic"), ("may-apply",)),
        ('[[overrides]]\nparameter = "', ("demo.min_years",), ("demo.contract",)),
        ('[[cases]]\n[cases.given]\ndemo.contract = "', ("permanent",), ("educator",)),
        ("[[cases]]\n[cases.given]\ndemo.", ("demo.contract",), ("demo.may_apply",)),
        ('[[cases]]\n[cases.rules]\nfired = ["may-apply", "', ("grant/basic",), ()),
        ('[[cases]]\n[cases.expect]\n"decision.outcome" = "', ("worthwhile",), ("permanent",)),
        ("[[rules]]\nfor = 'one in programs'\nwhen = 'one.", ("one.score",), ()),
        ('[[rules]]\ntitle = "', (), ("demo.contract", "permanent")),
    ],
)
def test_completion(
    reader: Client, fresh: Path, written: str, some: tuple[str, ...], none: tuple[str, ...]
) -> None:
    path = fresh / "rules.toml"
    saved = path.read_text("utf-8")
    text = f"{saved}\n{written}"
    reader.change(path, text, 2)
    offered = labels(reader, path, text, written)
    assert set(some) <= set(offered), offered
    assert not set(none) & set(offered)
    reader.change(path, saved, 3)


def test_a_completion_takes_the_place_of_what_was_typed(reader: Client, fresh: Path) -> None:
    path = fresh / "rules.toml"
    saved = path.read_text("utf-8")
    text = saved + '\n[[rules]]\nwhen = \'"😀" = "" or demo.cha'
    reader.change(path, text)
    line, end = place(text, "demo.cha", len("demo.cha"))
    if text.index("demo.cha") < len(saved):
        line, end = text.count("\n"), len(text.split("\n")[-1].encode("utf-16-le")) // 2
    found = reader.at("completion", path, line, end)
    edit = next(one["textEdit"] for one in found if one["label"] == "demo.chair_agrees")
    assert edit["range"]["end"] == {"line": line, "character": end}
    assert edit["range"]["start"] == {"line": line, "character": end - len("demo.cha")}
    reader.change(path, saved)


def test_without_pygls_it_says_what_to_install(tmp_path: Path) -> None:
    script = (
        "import importlib.util as util, sys\n"
        "real = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'pygls' else real(name, *rest)\n"
        "from medrules_cli.main import run\n"
        "run(['lsp'])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert "medrules[lsp]" in ran.stderr
    assert ran.stdout == ""


def test_help_shows_examples() -> None:
    ran = medrules("lsp", "--help")
    assert ran.code == 0
    assert "medrules lsp --pack" in ran.out


@pytest.mark.parametrize("defect", ["server.check", "server.Names.found = server.Names.offers"])
def test_a_defect_ends_no_session(pack: Path, defect: str) -> None:
    script = (
        "import medrules_cli.lsp.server as server\n"
        "def fail(*given, **named): raise RuntimeError('a defect')\n"
        f"{defect} = fail\n"
        "from medrules_cli.main import run\n"
        "run(['lsp'])\n"
    )
    client = Client((sys.executable, "-c", script), pack)
    try:
        path = pack / "rules.toml"
        client.open(path)
        if "Names" in defect:
            client.findings(path)
        assert client.at("hover", path, 0, 0) is None
        assert client.at("completion", path, 0, 0) == []
        assert client.at("definition", path, 0, 0) is None
        assert client.stop() == 0
        assert any("a defect" in line for line in client.stderr)
    finally:
        client.kill()
