"""``medrules pack coverage``, as a user runs it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from .running import medrules
from .test_pack_test import HEAD, pack

CASE = """
[[cases]]
name = "c"
given = { who = { identity = "clinician" }, time = { hours = 4, paid = false } }
expect = { advice = "stay" }
"""
FLOW = """
[[flows]]
id = "f"
outcome = "advice"
start = "first"
cites = ["none: test"]
[[flows.nodes]]
id = "first"
question = "Paid?"
when = "time.paid"
yes = "go"
no = "stay"
[[flows.nodes]]
id = "go"
outcome = "go"
[[flows.nodes]]
id = "stay"
outcome = "stay"
"""


def test_text_says_what_is_not_reached(tmp_path: Path) -> None:
    folder = pack(tmp_path, CASE)
    (tmp_path / "flow.toml").write_text(FLOW.replace('"advice"', '"clash"'), encoding="utf-8")
    ran = medrules("pack", "coverage", folder)
    assert ran.code == 0
    assert "corpus/go never fires" in ran.out
    assert "corpus/stay is never false" in ran.out
    assert 'corpus/f/first is never answered with "yes"' in ran.out
    assert re.search(
        r"corpus: 1 cases reach \d+ of \d+ goals in 10 rules and 2 edges \(\d", ran.out
    )
    assert "with effect" in ran.out.splitlines()[-1]
    assert "is never" not in ran.out.splitlines()[-1]
    listed = medrules("pack", "coverage", folder, "--terms").out
    assert "time.hours >= 4 is never true, false or unknown with effect" in listed
    assert "rules.toml:" in listed


@pytest.mark.parametrize("option", ["--fail-under", "--fail-under-terms"])
def test_limits_decide_the_exit_code(tmp_path: Path, option: str) -> None:
    folder = pack(tmp_path, CASE)
    assert medrules("pack", "coverage", folder, option, "1").code == 0
    assert medrules("pack", "coverage", folder, option, "99").code == 1


def test_json_keeps_its_keys(tmp_path: Path) -> None:
    folder = pack(tmp_path, CASE)
    (tmp_path / "flow.toml").write_text(FLOW.replace('"advice"', '"clash"'), encoding="utf-8")
    found = json.loads(medrules("pack", "coverage", folder, "-f", "json").out)
    assert {"pack", "cases", "percent", "rules", "terms_percent", "edges", "conditions"} == set(
        found
    )
    assert set(found["rules"][0]) == {"rule", "kind", "place", "fired", "not_fired", "unknown"}
    assert [(one["edge"], one["taken"]) for one in found["edges"]] == [("yes", 0), ("no", 1)]
    backed = next(one for one in found["conditions"] if one["rule"] == "corpus/backed")
    assert backed["kind"] == "condition"
    assert backed["text"] == "time.paid or time.hours > 0"
    assert [
        (one["text"], one["true"], one["false"], one["unknown"]) for one in backed["terms"]
    ] == [
        ("time.paid", 0, 0, 0),
        ("time.hours > 0", 1, 0, 0),
    ]
    assert backed["terms"][1]["place"].endswith("rules.toml:113:22")


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.marks: dict[str, str] = {}
        self.text = ""
        self._mark = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._mark = str(dict(attrs).get("class")) if tag == "mark" else ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._mark:
            self.marks[data] = self._mark
            self._mark = ""


def read(place: Path) -> Page:
    page = Page()
    page.feed(place.read_text(encoding="utf-8"))
    return page


def test_the_page_colours_each_term(tmp_path: Path) -> None:
    folder = pack(tmp_path, CASE + CASE.replace('"c"', '"d"').replace("hours = 4, ", ""))
    ran = medrules("pack", "coverage", folder, "--html", str(tmp_path / "out.html"))
    assert ran.code == 0
    page = read(tmp_path / "out.html")
    assert page.marks["time.hours > 0"] == "part"
    assert page.marks["time.hours >= 4"] == "none"
    assert page.marks['who.identity = "educator"'] == "part"
    assert "rules.toml" in page.text
    assert "What the cases do not reach" in page.text
    assert "fires 1 · not 0 · open 1" in page.text


def test_nothing_lacks_where_everything_is_reached(tmp_path: Path) -> None:
    rules = (
        '[[facts]]\npath = "a"\ntype = "boolean"\n[[conclusions]]\npath = "out"\ntype = "boolean"\n'
        '[[rules]]\nid = "r"\nwhen = "a"\nthen = { out = true }\ncites = ["none: test"]\n'
    )
    cases = "".join(
        f'[[cases]]\nname = "{at}"\n{given}\nexpect = {{ out = {{ status = "{status}" }} }}\n'
        for at, given, status in (
            (1, "given = { a = true }", "settled"),
            (2, "given = { a = false }", "settled"),
            (3, "", "unknown"),
        )
    )  # fmt: skip
    folder = pack(tmp_path, cases, rules=rules)
    out = tmp_path / "out.html"
    assert (
        medrules("pack", "coverage", folder, "--html", str(out), "--fail-under-terms", "100").code
        == 0
    )
    page = read(out)
    assert page.marks == {"a": "full"}
    assert "What the cases do not reach" not in page.text


def test_the_page_needs_nothing_and_runs_nothing(tmp_path: Path) -> None:
    nasty = "</span><script>alert(1)</script><img src=x onerror=alert(1)>\\u001b[31m&amp;"
    rules = (
        '[[facts]]\npath = "a"\ntype = "text"\n[[conclusions]]\npath = "out"\ntype = "boolean"\n'
        f'# {nasty}\n[[rules]]\nid = "r"\ntitle = "{nasty}"\nwhen = \'a = "{nasty}"\'\n'
        'then = { out = true }\ncites = ["none: test"]\n'
    ).replace("\\u001b", "\\u001b")
    folder = pack(
        tmp_path, '[[cases]]\nname = "c"\nexpect = { out = { status = "unknown" } }\n', rules=rules
    )
    out = tmp_path / "out.html"
    ran = medrules("pack", "coverage", folder, "--html", str(out))
    assert ran.code == 0, ran.err
    page = read(out)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "link" not in page.tags
    names = {name for name, _ in page.attributes}
    assert not {"src", "onerror", "onclick", "onload"} & names
    assert all((value or "").startswith("#") for name, value in page.attributes if name == "href")
    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in out.read_text(encoding="utf-8")
    assert "default-src 'none'" in out.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    ran = medrules(
        "pack", "coverage", pack(tmp_path, CASE), "--html", str(tmp_path / "no/such/out.html")
    )
    assert ran.code == 2
    assert "cannot write" in ran.err


def test_help_begins_with_examples() -> None:
    ran = medrules("pack", "coverage", "--help")
    assert ran.out.index("Examples:") < ran.out.index("Say what the cases")
    assert HEAD
