"""Texts that try to be more than texts: nothing of a pack reaches a terminal or a page as it is.

A pack that is sound, but has escape sequences, marks that turn the reading round, and markup in every
text that a pack can have. Every command is run on it.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.cli.running import medrules

EVIL = (
    "\\u001b[2J\\u001b]0;owned\\u0007\\u202egpj.exe \\u009b31m <script>alert(1)</script> "
    "<img src=x onerror=alert(2)> [x](javascript:alert(3)) |"
)
RAW = ("\x1b", "\x07", "\x9b", "\u202e")
MARKUP = re.compile(r"(?<!\\)<(script|img|svg)\b[^>]*", re.IGNORECASE)
CODE = re.compile(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)")
"""A stretch of code in Markdown, which shows markup as it is written."""


class Page(HTMLParser):
    """What of a page could run: scripts, handlers, addresses that are scripts, images of others."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        if tag == "img":
            self.found.append("an image")
        for name, value in attrs:
            if name.startswith("on") or (value or "").lstrip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style") and "alert" in data:
            self.found.append(data)


PACK = """
[pack]
id = "evil"
version = "1.0.0"
title = "T EVIL"
description = "D EVIL"
language = 1
authors = ["A EVIL"]
funding = "F EVIL"
license = "L EVIL"
update_policy = "U EVIL"

[pack.decision_aid]
decision = "C EVIL"

[[pack.decision_aid.options]]
name = "N EVIL"
positives = ["P EVIL"]
negatives = ["Q EVIL"]
"""
RULES = """
[[enums]]
id = "word"
title = "E EVIL"
members = [
  { value = "good", title = "G EVIL", text = "H EVIL" },
  { value = "bad", title = "B EVIL", text = "I EVIL" },
]

[[facts]]
path = "x.word"
type = "enum"
of = "word"
title = "FT EVIL"
question = "FQ EVIL"
help = "FH EVIL"

[[facts]]
path = "x.text"
type = "text"
title = "XT EVIL"
question = "XQ EVIL"

[[facts]]
path = "things"
type = "records"
key = "name"
given_by = "both"
title = "TH EVIL"
[[facts.fields]]
name = "name"
type = "text"
title = "TN EVIL"

[[options]]
of = "things"
id = "one"
cites = ["src#A"]
[options.fields]
name = "ON EVIL"

[[parameters]]
path = "p.n"
type = "number"
value = 1
title = "PT EVIL"
help = "PH EVIL"
cites = ["src#A"]

[[conclusions]]
path = "out.word"
type = "enum"
of = "word"
title = "CT EVIL"
help = "CH EVIL"

[[conclusions]]
path = "out.way"
type = "enum"
of = "word"
title = "CW EVIL"

[[conclusions]]
path = "out.text"
type = "text"
title = "CX EVIL"

[[conclusions]]
path = "things[].mark"
type = "text"
title = "CM EVIL"

[[rules]]
id = "r"
title = "RT EVIL"
when = 'x.word = "good" and p.n > 0'
then = { "out.word" = "good" }
because = "RB EVIL {x.text}"
cites = ["src#A"]

[[rules]]
id = "bad"
title = "RT EVIL"
when = 'x.word = "bad"'
then = { "out.word" = "bad" }
because = "RB EVIL"
cites = ["none: NONE EVIL"]

[[tables]]
id = "t"
title = "TT EVIL"
inputs = ["x.word"]
outputs = ["out.text"]
because = "TB EVIL"
cites = ["src#A"]
[[tables.rows]]
id = "a"
when = ['"good"']
then = ["TV EVIL"]

[[formulas]]
id = "f"
title = "FO EVIL"
for = "thing in things"
conclusion = "things[].mark"
value = '"FV " + thing.name'
because = "FB EVIL {thing.name}"
cites = ["src#A"]

[[flows]]
id = "w"
title = "WT EVIL"
outcome = "out.way"
path = "out.path"
start = "q"
cites = ["src#A"]
[[flows.nodes]]
id = "q"
question = "WQ EVIL"
when = 'x.word = "good"'
yes = "y"
no = "n"
because_yes = "WY EVIL"
because_no = "WN EVIL"
[[flows.nodes]]
id = "y"
outcome = "good"
because = "WO EVIL"
[[flows.nodes]]
id = "n"
outcome = "bad"
because = "WP EVIL"

[[sources]]
id = "src"
title = "ST EVIL"
authors = "SA EVIL"
publisher = "SP EVIL"
date = "2020"
url = 'https://example.org/"onclick="alert(1)<script>alert(1)</script>'
grade = "opinion"
note = "SN EVIL"
sections = { A = "SS EVIL" }

[[report]]
id = "main"
title = "MT EVIL"
kind = "headline"
show = ["out.word"]
intro = "MI EVIL"
[[report]]
id = "way"
title = "MW EVIL"
kind = "steps"
show = ["out.path"]
[[report]]
id = "more"
title = "MM EVIL"
kind = "values"
show = ["out.text"]
[[report]]
id = "list"
title = "ML EVIL"
kind = "table"
show = ["things"]
columns = ["name", "mark"]
"""
CASES = """
[[cases]]
name = "CN EVIL"
story = "CS EVIL"
[cases.given]
x.word = "good"
x.text = "GT EVIL"
[cases.expect]
"out.word" = "bad"
[cases.rules]
fired = ["r"]
"""
PROFILE = 'x.word = "good"\nx.text = "PX EVIL"\n[[things]]\nname = "PN EVIL"\n'
OVER = """
[pack]
id = "over"
version = "1.0.0"
title = "Over"
description = "Over"
language = 1
[[pack.requires]]
pack = "evil"
version = "*"
[[overrides]]
parameter = "p.n"
value = 2
because = "OB EVIL"
[[overrides]]
rule = "evil/r"
title = "OT EVIL"
because_text = "OX EVIL"
because = "OY EVIL"
[[retire]]
rule = "evil/bad"
because = "OR EVIL"
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "evil/pack.toml": PACK, "evil/rules.toml": RULES, "evil/cases/c.toml": CASES,
        "over/pack.toml": OVER, "me.toml": PROFILE,
    }.items():  # fmt: skip
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("EVIL", EVIL), encoding="utf-8")


WITH = ("--pack", "evil", "--pack", "over")
TERMINAL = [
    ("evaluate", "me.toml", *WITH),
    ("evaluate", "me.toml", "--only", "out.word", "--only", "things", *WITH),
    ("evaluate", "me.toml", "--set", "x.word=bda", *WITH),
    ("evaluate", "me.toml", "--format", "json", *WITH),
    ("explain", "me.toml", "out.word", "out.text", "things", "out.path", *WITH),
    ("explain", "me.toml", "--why-not", "out.word=bad", *WITH),
    ("explain", "me.toml", "out.word", "--format", "json", *WITH),
    ("packs", *WITH),
    ("packs", "evil", *WITH),
    ("packs", "over", *WITH),
    ("packs", "--lock", "-", *WITH),
    ("rules", *WITH),
    ("rules", "evil", *WITH),
    ("facts", *WITH),
    ("facts", "--conclusions", *WITH),
    ("schema", "profile", *WITH),
    ("init", *WITH),
    ("pack", "check", "evil"),
    ("pack", "check", "over", "--pack", "evil"),
    ("pack", "test", "evil"),
    ("pack", "test", "evil", "--format", "json"),
    ("pack", "coverage", "evil", "--terms"),
    ("pack", "cases", "evil"),
    ("pack", "fmt", "evil", "--diff"),
    ("pack", "build", "evil", "--no-test"),
    ("pack", "diff", "evil", "evil"),
]


@pytest.mark.parametrize("args", TERMINAL, ids=" ".join)
def test_nothing_reaches_the_terminal_as_it_is(args: tuple[str, ...]) -> None:
    ran = medrules(*args)
    assert ran.code in (0, 1) or "bda" in " ".join(args), ran.err
    assert ran.out or ran.err
    for raw in RAW:
        assert raw not in ran.out, repr(ran.out[max(0, ran.out.index(raw) - 40) :][:80])
        assert raw not in ran.err, repr(ran.err[max(0, ran.err.index(raw) - 40) :][:80])
    if "json" in args:
        json.loads(ran.out)


def pages() -> list[tuple[str, ...]]:
    return [
        ("evaluate", "me.toml", "--format", "markdown", "-o", "page.md", *WITH),
        ("explain", "me.toml", "out.word", "--format", "mermaid", "-o", "page.md", *WITH),
        ("pack", "coverage", "evil", "--html", "page.html"),
        ("pack", "docs", "evil", "-o", "page.md"),
        ("pack", "docs", "evil", "--format", "html", "-o", "page.html"),
        ("pack", "docs", "evil", "--format", "site", "-o", "site"),
    ]


@pytest.mark.parametrize("args", pages(), ids=" ".join)
def test_nothing_reaches_a_page_as_it_is(args: tuple[str, ...]) -> None:
    ran = medrules(*args)
    made = [*Path().glob("page.*"), *(one for one in Path("site").rglob("*") if one.is_file())]
    assert ran.code in (0, 1), ran.err
    assert made, ran.err
    for path in made:
        text = path.read_text(encoding="utf-8")
        assert "alert(1)" in text or path.suffix in (".css", ".svg", ".json"), (
            "the text itself is there"
        )
        for raw in RAW:
            assert raw not in text, (path, repr(text[max(0, text.index(raw) - 60) :][:140]))
        if path.suffix == ".html":
            assert Page(text).found == []
        elif path.suffix == ".md":
            found = MARKUP.search(CODE.sub("", text))
            assert found is None, (path, found and found[0])
