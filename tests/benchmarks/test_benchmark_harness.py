"""The harness: rounds, ratios, what must hold, and the page that says it. No time is tested."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.cohort.files import timed as timed_process
from benchmarks.contenders import NAMES, contender
from benchmarks.contenders.model import Absent
from benchmarks.options import Options
from benchmarks.results import Group, Must, Table, compared, page, ratio, seconds
from benchmarks.timing import Figures, Timed, Worker, pairs, take_turns
from benchmarks.worker import Subject, wrong

from benchmarks import __main__ as command
from benchmarks import growth


def told(name: str, *rounds: float, absent: str = "") -> Timed:
    return Timed(name, name.title(), absent=absent, rounds=list(rounds))


def test_figures_are_the_median_and_the_range() -> None:
    assert Figures.of([3.0, 1.0, 2.0]) == Figures(2.0, 1.0, 3.0)


def test_ratios_are_taken_round_by_round() -> None:
    # The second round was slow for both, so that it changes no ratio.
    assert told("one", 2, 20, 4).times(told("base", 1, 10, 1)) == Figures(2, 2, 4)


def test_a_ratio_to_somebody_absent_is_none_with_the_reason() -> None:
    found = [told("one", 1), told("two", absent="not installed (two)")]
    assert ratio(found, "one", "one") == (1, "")
    assert ratio(found, "one", "two") == (None, "Two: not installed (two)")
    assert ratio(found, "one", "three") == (None, "three was not asked for")


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0, "2 s"), (0.0123, "12.3 ms"), (3.04e-6, "3.04 µs"), (5e-8, "50 ns"), (2e-4, "200 µs")],
)
def test_times_are_in_the_unit_that_reads_best(value: float, text: str) -> None:
    assert seconds(value) == text


def test_what_must_hold_is_met_or_not_or_not_measured() -> None:
    assert Must("a", 2, 2).met() is True
    assert Must("a", 2, 2.01).met() is False
    assert Must("a", 70, 69, at_least=True).met() is False
    assert Must("a", 70, 71, at_least=True).met() is True
    assert Must("a", 70, None).met() is None


def test_the_page_says_what_was_not_met_and_why_somebody_is_missing() -> None:
    group = Group(
        "Things",
        [Table("Times", ("who", "what"), [("a|b", "1 s")], "A note.")],
        [
            Must("fast", 2, 3.5),
            Must("small", 2, 1.0, unit="GB"),
            Must("there", 70, None, at_least=True, why="gone"),
        ],
        [("Peer", "not installed (peer)")],
    )
    text = page([group], ["Today."])
    assert "| fast | at most 2 × | 3.5 × | **not met** |" in text
    assert "| small | at most 2 GB | 1 GB | met |" in text
    assert "| there | at least 70 × | – | not measured: gone |" in text
    assert "| a\\|b | 1 s |" in text
    assert "- Peer: not installed (peer)" in text
    assert "A note." in text


def test_a_comparison_is_ordered_and_leaves_out_who_has_no_times() -> None:
    table = compared(
        "T", [told("slow", 4e-6), told("base", 2e-6), told("gone", absent="x")], "base"
    )
    assert [row[0] for row in table.rows] == ["Base", "Slow"]
    assert table.rows[1][2] == "2 (2 to 2)"
    assert table.columns[2] == "times Base"


def test_tasks_take_turns() -> None:
    order: list[str] = []
    found = pairs([lambda: order.append("a"), lambda: order.append("b")], 2)
    assert order == ["a", "b"] * 3
    assert [len(one) for one in found] == [2, 2]


def test_a_worker_loads_checks_and_goes_over_the_people() -> None:
    worker = Worker(("complete", "by-hand"), 120)
    try:
        assert worker.first["wrong"] == ""
        line = worker.turn(2)
        assert line["each"] == 200
        assert line["memory"] > 0
    finally:
        worker.close()
    assert "absent" in worker.turn(1)


def test_who_cannot_be_loaded_is_absent_and_stops_nobody() -> None:
    nobody, somebody = take_turns(
        [("nobody", ("complete", "nobody")), ("by-hand", ("complete", "by-hand"))], 1
    )
    assert nobody.absent.startswith("cannot be loaded (KeyError")
    assert nobody.rounds == []
    assert len(somebody.rounds) == 1


def test_who_takes_too_long_did_not_finish() -> None:
    (late,) = take_turns([("by-hand", ("complete", "by-hand"))], 1, limit=0.001)
    assert late.absent == "did not finish within 0 s"


def test_who_answers_otherwise_is_not_timed() -> None:
    made = contender("by-hand")
    subject = Subject(made, [{}], [{}])
    assert wrong(subject) == "cannot take them (KeyError)"
    from benchmarks.profiles import people
    from benchmarks.worker import expected

    some = people(3)
    answers = expected(some)
    assert wrong(Subject(made, some, answers)) == ""
    answers[1] = answers[1] | {"credit": 99}
    assert wrong(Subject(made, some, answers)).startswith(
        "other answers for 1 of 3 (first: credit is"
    )


def test_a_library_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "cel", None)
    with pytest.raises(Absent, match=r"not installed \(cel\)"):
        contender("cel")


def test_a_process_is_timed_with_its_own_memory_and_told_when_it_fails() -> None:
    import sys

    took, memory, failed = timed_process([sys.executable, "-c", "b'0' * 100_000_000"])
    assert took > 0
    assert failed == ""
    assert 5e6 < memory < 400e6
    assert "Traceback" not in failed
    assert timed_process([sys.executable, "-c", "raise SystemExit('no such luck')"])[2].endswith(
        "no such luck"
    )


def test_names_that_are_not_there_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--only", "nothing"])
    assert stopped.value.code == 2
    assert "nothing" in capsys.readouterr().err


def test_part_of_a_run_is_shown_and_leaves_the_page_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.md"
    monkeypatch.setattr(command, "OUTPUT", kept)
    assert command.main(["--quick", "--only", "memory", "--only", "by-hand"]) == 0
    text = capsys.readouterr().out
    assert "### Memory" in text
    assert "hand-written Python" in text
    assert "a quick run" in text
    assert not kept.exists()
    there = tmp_path / "page.md"
    assert command.main(["--only", "memory", "--only", "by-hand", "--output", str(there)]) == 0
    assert "### Memory" in there.read_text(encoding="utf-8")


def test_the_heading_tells_of_other_work() -> None:
    assert "had other work to do" in "\n".join(command.heading(False, 60, 3.2))
    assert "had other work to do" not in "\n".join(command.heading(False, 60, 0.1))
    assert "a quick run" in command.heading(True, 60, 0)[0]


def test_growth_tells_who_did_not_finish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "SIZES", (10, 100))
    monkeypatch.setattr(growth, "LIMIT", 0.001)
    options = Options(True, frozenset({"run"}), lambda _: None)
    found = growth.run(options)
    assert found.tables[0].rows == [("run", "did not finish", "did not finish")]
    assert found.musts[0].met() is None


def test_options_choose_contenders_and_a_group_alone_chooses_all() -> None:
    def wants(*only: str) -> list[str]:
        options = Options(False, frozenset(only), lambda _: None)
        return [name for name in NAMES if options.wants(name)]

    assert wants() == list(NAMES)
    assert wants("growth") == list(NAMES)
    assert wants("growth", "zen") == ["zen"]


def test_every_peer_is_pinned() -> None:
    peers = {"zen-engine", "clipspy", "duckdb", "durable_rules", "polars", "experta"}
    assert peers <= set(command.packages())
    for file in command.HERE.glob("requirements*.txt"):
        lines = file.read_text(encoding="utf-8").splitlines()
        assert all("==" in line for line in lines if line and not line.startswith("#"))
