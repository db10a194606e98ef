"""Packs that are hard to decide: the lint comes to an end, and says what it left open."""

from __future__ import annotations

import random
import time

import pytest

from medrules.lint import questions
from medrules.lint.inspection import inspect

from .test_corpus import TODAY, pack

FACTS = "".join(
    f'[[facts]]\npath = "b.x{at}"\ntype = "boolean"\n[[facts]]\npath = "n.x{at}"\ntype = "number"\n'
    for at in range(60)
)
CONCLUSIONS = (
    '[[enums]]\nid = "o"\nmembers = ["go", "wait"]\n'
    '[[conclusions]]\npath = "advice"\ntype = "enum"\nof = "o"\n'
)


ENOUGH = 12.0
"""Seconds that a busy processor may take for what takes it two when it is idle."""


def rule(name: str, when: str, then: str) -> str:
    return (
        f"[[rules]]\nid = \"{name}\"\nwhen = '''{when}'''\nthen = {{ advice = \"{then}\" }}\n"
        'cites = ["none: test"]\n'
    )


def products() -> str:
    parts = [f"n.x{at} * n.x{at + 1} > n.x{at + 2} * n.x{at + 3} + {at}" for at in range(40)]
    when = " and ".join(parts)
    return rule("a", when, "go") + rule("b", when.replace(">", "<"), "wait")


def sums() -> str:
    chance = random.Random(1)

    def sum_() -> str:
        terms = [f"{chance.randint(-5, 5)} * n.x{chance.randrange(20)}" for _ in range(6)]
        return f"{' + '.join(terms)} > {chance.randint(-9, 9)}"

    return "".join(
        rule(
            f"s{at}",
            " and ".join(f"({sum_()} or {sum_()})" for _ in range(6)),
            "go" if at % 2 else "wait",
        )
        for at in range(30)
    )


def crossings() -> str:
    when = " or ".join(f"b.x{at} and b.x{at + 30}" for at in range(30))
    return rule("a", when, "go") + rule("b", when.replace("b.x1 ", "b.x2 "), "wait")


def choices() -> str:
    when = "if b.x0 then b.x1 else " * 50 + "b.x2"
    return rule("a", when, "go") + rule("b", f"not({when})", "wait")


def rows() -> str:
    table = (
        '[[tables]]\nid = "t"\ninputs = ["n.x0"]\noutputs = ["advice"]\ncites = ["none: test"]\n'
    )
    return table + "".join(
        f'[[tables.rows]]\nwhen = ["> {at}"]\nthen = ["{"go" if at % 2 else "wait"}"]\n'
        for at in range(150)
    )


@pytest.mark.parametrize("make", [products, sums, crossings, choices, rows])
def test_the_lint_comes_to_an_end(make) -> None:
    files = pack(FACTS + CONCLUSIONS + make(), base=False)
    begun = time.process_time()
    found = inspect(files, today=TODAY, select=("MR080", "MR0899"))
    assert found.linted
    assert time.process_time() - begun < ENOUGH
    assert len(found.diagnostics) < 500


def test_what_is_left_open_is_told_once_for_each_check() -> None:
    files = pack(FACTS + CONCLUSIONS + products(), base=False)
    found = inspect(files, today=TODAY, select=("MR080", "MR0899"))
    notes = [one for one in found.diagnostics if one.code == "MR0899"]
    told = [one.message.partition(" could not")[0] for one in notes]
    assert len(set(told)) == len(told)
    assert 'the check "never fires" could not decide about "a", "b"' in [
        one.message for one in notes
    ]
    assert found.sound


@pytest.mark.parametrize("make", [products, sums, crossings])
def test_a_slow_machine_finds_the_same(make, monkeypatch: pytest.MonkeyPatch) -> None:
    files = pack(FACTS + CONCLUSIONS + make(), base=False)
    usual = inspect(files, today=TODAY, select=("MR080", "MR0899"))
    times = iter(range(10**9))
    monkeypatch.setattr(questions, "process_time", lambda: next(times) / 50)
    slow = inspect(files, today=TODAY, select=("MR080", "MR0899"))
    assert slow.diagnostics == usual.diagnostics


def test_past_the_last_bound_a_note_says_that_the_machine_is_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = pack(FACTS + CONCLUSIONS + products(), base=False)
    monkeypatch.setattr(questions, "SECONDS", -1.0)
    found = inspect(files, today=TODAY, select=("MR080", "MR0899"))
    assert {one.code for one in found.diagnostics} == {"MR0899"}
    assert {one.help for one in found.diagnostics} == {
        "this machine was too slow: run it again when less else is running"
    }
    assert found.sound
