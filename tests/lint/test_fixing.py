"""What ``--fix`` mends, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from medrules.lint.fixing import Fixed, close, fix, save
from medrules.lint.inspection import inspect
from medrules.packs.folder import PackFile, PackFiles, read_folder

from .test_corpus import HEAD, TODAY, pack


def mended(files: PackFiles) -> Fixed:
    return fix(files, lambda one: inspect(one, today=TODAY, select=("MR083", "MR089")).diagnostics)


def text(fixed: Fixed, name: str = "rules.toml") -> str:
    return next(one.data.decode() for one in fixed.files.files if one.name == name)


TYPOS = """
# A comment that stays.
[[rules]]
id = "leads"   # and this one
whne = 'person.role = "leadr" and persn.age > 3 and cuont(person.wants) > 1'
then = { adviec = "go", tags = "teacherr" }
becaus = "{person.agee} years."
cites = ["paper", "papr#A"]

[[sources]]
id = "paper"
title = "A paper"
grade = "opinon"
sections = { A = "First" }
"""


PAPERS = """
[[sources]]
id = "paper-1"
title = "One"
grade = "opinion"

[[sources]]
id = "paper-2"
title = "Two"
grade = "opinion"
"""


def one_typo() -> str:
    return '[[rules]]\nid = "a"\nwhen = "persn.age > 3"\nthen = { ready = true }\ncites = ["none: x"]\n'


def test_typos_round_by_round() -> None:
    fixed = mended(pack(TYPOS))
    assert text(fixed) == (
        TYPOS.replace("whne", "when")
        .replace("leadr", "leader")
        .replace("persn", "person")
        .replace("cuont", "count")
        .replace("adviec", "advice")
        .replace("teacherr", "teacher")
        .replace("becaus =", "because =")
        .replace("agee", "age")
        .replace("papr", "paper")
        .replace("opinon", "opinion")
    )
    assert len(fixed.done) == 10
    assert any('"leadr" is now "leader" (MR0304)' in line for line in fixed.done)
    assert inspect(fixed.files, today=TODAY, select=("MR083",)).diagnostics == ()


def test_what_was_done_names_the_place() -> None:
    (line,) = mended(pack(one_typo())).done
    assert line == 'corpus/rules.toml:3:9: "persn.age" is now "person.age" (MR0301)'


@pytest.mark.parametrize(
    "rules",
    [
        # Two words are equally near.
        one_typo().replace('"none: x"', '"paper-3"').replace("persn", "person") + PAPERS,
        # Nothing is near enough.
        one_typo().replace("persn.age", "human.years"),
        # A rule to retire is named by a person.
        '[[retire]]\nrule = "corpus/thing"\nbecause = "x"\n',
    ],
)
def test_what_is_left_to_a_person(rules: str) -> None:
    before = pack(rules)
    fixed = mended(before)
    assert fixed.done == ()
    assert fixed.files.files == before.files
    assert fixed.changed(before) == ()


def test_unseen_characters_go_also_as_escapes() -> None:
    rules = (
        '[[rules]]\nid = "a"\ntitle = "Two\u200bwords"\nthen = { ready = true }\n'
        'because = "Turned \\u202E around."\ncites = ["none: x"]\n'
    )
    fixed = mended(pack(rules))
    assert text(fixed) == rules.replace("\u200b", "").replace("\\u202E", "")
    assert len(fixed.done) == 2


def test_an_entry_that_is_listed_twice_goes() -> None:
    rules = (
        '[[rules]]\nid = "a"\nthen = { ready = true }\n'
        'cites = [\n  "paper",   # first\n  "none: x",\n  "paper",\n]\n'
        '[[sources]]\nid = "paper"\ntitle = "P"\ngrade = "opinion"\n'
    )
    fixed = mended(pack(rules))
    assert 'cites = [\n  "paper",   # first\n  "none: x",\n]' in text(fixed)


def test_acceptances_of_nothing_go() -> None:
    head = (
        '\n[[pack.accept]]\ncode = "MR0830"\nwhere = "gone"\nbecause = "It was so."\n'
        "# The next one is of another kind.\n"
        '[[pack.accept]]\ncode = "MR0833"\nwhere = "gone"\nbecause = "It was so."\n'
    )
    fixed = mended(pack("", head))
    assert text(fixed, "pack.toml") == HEAD + "# The next one is of another kind.\n"
    assert len(fixed.done) == 2


def test_a_byte_order_mark_and_line_ends_stay() -> None:
    rules = one_typo().replace("\n", "\r\n")
    before = pack("")
    files = before.replace(
        files=tuple(
            PackFile(one.name, b"\xef\xbb\xbf" + rules.encode())
            if one.name == "rules.toml"
            else one
            for one in before.files
        )
    )
    fixed = mended(files)
    after = next(one.data for one in fixed.files.files if one.name == "rules.toml")
    assert after == b"\xef\xbb\xbf" + rules.replace("persn", "person").encode()


def test_saving_replaces_whole_files(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(HEAD)
    (tmp_path / "rules.toml").write_text(one_typo())
    base = (Path(__file__).parents[1] / "corpus/lint/base.toml").read_text()
    (tmp_path / "base.toml").write_text(base)
    before = read_folder(str(tmp_path), "p")
    fixed = mended(before)
    changed = fixed.changed(before)
    assert [one.name for one in changed] == ["rules.toml"]
    save(before, changed)
    assert "person.age" in (tmp_path / "rules.toml").read_text()
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "base.toml",
        "pack.toml",
        "rules.toml",
    ]
    assert mended(read_folder(str(tmp_path), "p")).done == ()


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("goals.motivs", "goals.motives"),
        ("Repair-CV", "repair-cv"),
        ("a_b", "a-b"),
        ("whne", "when"),
    ],
)
def test_close(word: str, right: str) -> None:
    assert close(word, right)


@pytest.mark.parametrize(("word", "right"), [("motives", "goals.motives"), ("skip", "stop")])
def test_not_close(word: str, right: str) -> None:
    assert not close(word, right)
