"""``medrules summary`` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.cli.running import medrules, spawned
from tests.cohort_summary.answers import written


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("answers"))


def test_text_says_what_is_held_back_and_why(answers: str) -> None:
    ran = medrules("summary", answers)
    assert (ran.code, ran.err) == (0, "")
    assert "120 rows" in ran.out
    assert re.search(r"Skip the degree +60 +50\.0 %", ran.out)
    assert re.search(r"Worth taking +held back +–", ran.out)
    assert "Held back: a count from 1 to 9, or one from which" in ran.out


def test_every_count_on_demand(answers: str) -> None:
    ran = medrules("summary", answers, "--min-cell", "0")
    assert re.search(r"Worth taking +25 +20\.8 % +21\.7 %", ran.out)
    assert re.search(r"not known +5 +4\.2 % +–", ran.out)
    assert "held back" not in ran.out


def test_json(answers: str) -> None:
    ran = medrules("summary", answers, "--by", "decision.outcome", "-f", "json")
    found = json.loads(ran.out)
    assert (found["summary"], found["rows"], found["min_cell"]) == (1, 120, 10)
    outcome = found["tables"][-1]
    assert outcome["kind"] == "counts"
    assert outcome["column"]["path"] == "decision.outcome"
    assert outcome["known"] is None
    cells = {cell["title"]: (cell["count"], cell["held_back"]) for cell in outcome["cells"]}
    assert cells["Skip the degree"] == (60, False)
    assert cells["Worth taking"] == (None, True)


def test_json_of_every_kind_of_table(answers: str) -> None:
    ran = medrules("summary", answers, "--all", "-f", "json")
    kinds = [table["kind"] for table in json.loads(ran.out)["tables"]]
    assert sorted(set(kinds)) == ["counts", "members", "numbers"]
    crossed = json.loads(
        medrules(*f"summary {answers} --by faculty --by status -f json".split()).out
    )
    assert crossed["tables"][-1]["kind"] == "crossed"


def test_csv_is_one_line_a_count(answers: str) -> None:
    ran = medrules("summary", answers, "--by", "decision.outcome", "-f", "csv")
    lines = list(csv.DictReader(io.StringIO(ran.out)))
    assert lines[0]["count"] == "120"
    mine = {line["value"]: line for line in lines if line["table"] == "decision.outcome"}
    assert (mine["skip"]["count"], mine["skip"]["held_back"]) == ("60", "no")
    assert (mine["worthwhile"]["count"], mine["worthwhile"]["held_back"]) == ("", "yes")


def test_csv_holds_no_formula(tmp_path: Path) -> None:
    path = written(tmp_path, source="SELECT '=1+1' AS who FROM range(50)")
    assert "'=1+1" in medrules("summary", path, "--by", "who", "-f", "csv").out


def test_markdown(answers: str) -> None:
    ran = medrules("summary", answers, "--by", "decision.outcome", "-f", "markdown")
    assert "| Skip the degree | 60 | 50.0 % |" in ran.out.replace("\\", "")


def test_the_page_needs_nothing_else(answers: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ran = medrules("summary", answers, "--all", "-o", str(page))
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert re.findall(r'(?:src|href)="(?!#)', text) == []
    assert "url(http" not in text
    assert "default-src 'none'" in text


def test_every_chart_has_a_title_a_description_and_its_table(answers: str) -> None:
    text = medrules("summary", answers, "--all", "-f", "html").out
    body = text[text.index("<main>") : text.index("</main>") + 7].replace("&nbsp;", " ")
    tree = ElementTree.fromstring(body)
    sections = [one for one in tree.iter("section") if one.get("class") == "table"]
    assert len(sections) == 4
    for section in sections:
        assert section.find(".//table") is not None
        for svg in section.iter("{http://www.w3.org/2000/svg}svg"):
            names = {child.tag.rpartition("}")[2]: child for child in svg}
            assert names["title"].text
            assert names["desc"].text
            ids = {names["title"].get("id"), names["desc"].get("id")}
            assert set((svg.get("aria-labelledby") or "").split()) == ids


def test_the_page_never_draws_how_large_a_held_back_count_is(tmp_path: Path) -> None:
    def page(few: int) -> str:
        source = (
            f"SELECT CASE WHEN i < {few} THEN 'skip' WHEN i < 30 THEN 'smaller-programs' "
            "WHEN i < 70 THEN 'only-with-clear-payoff' ELSE 'worthwhile' END AS decision__outcome "
            "FROM range(120) AS t(i)"
        )
        return medrules("summary", written(tmp_path, source=source), "-f", "html").out

    assert page(1) == page(9)


def test_a_hostile_value_stays_text(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        source="SELECT '<script>alert(1)</script>' AS who, 'a' || chr(27) || '[31mb' AS \"<b>\" "
        "FROM range(50)",
    )
    text = medrules("summary", path, "--by", "who", "--by", "<b>", "-f", "html").out
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert "\x1b" not in medrules("summary", path, "--by", "<b>").out


def test_refusals_are_diagnostics(answers: str) -> None:
    ran = medrules("summary", answers, "--by", "decision.outcom")
    assert (ran.code, ran.out) == (2, "")
    assert "error[MR1141]" in ran.err
    assert medrules("summary", "no-such.parquet").code == 2
    assert medrules("summary", answers, "--min-cell", "-1").code == 2


def test_nothing_is_said_when_the_program_ends(answers: str) -> None:
    done = spawned("summary", answers)
    assert (done.returncode, done.stderr) == (0, b"")
