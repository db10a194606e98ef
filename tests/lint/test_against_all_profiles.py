"""What the lint says of rules, held to every profile of a small world."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.compiler.pipeline import compile_packs
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile, Run
from medrules.lint.inspection import inspect
from medrules.packs.read import pack_from_files

from .test_corpus import TODAY, pack

WORLD = """
[[enums]]
id = "level"
ordered = true
members = ["low", "moderate", "high"]

[[enums]]
id = "outcome"
members = ["go", "wait", "stop"]

[[facts]]
path = "senior"
type = "boolean"

[[facts]]
path = "level"
type = "enum"
of = "level"

[[facts]]
path = "age"
type = "integer"
min = 0
max = 20

[[facts]]
path = "hours"
type = "number"
min = 0
max = 20

[[conclusions]]
path = "old"
type = "boolean"

[[conclusions]]
path = "advice"
type = "enum"
of = "outcome"
policy = "POLICY"
"""
GRID = [0, 1, 5, 6, 7, 19, 20]

ATOMS = st.one_of(
    st.just("senior"),
    st.just("old"),
    st.builds(
        'level {} "{}"'.format,
        st.sampled_from(["=", "!=", "<", ">="]),
        st.sampled_from(["low", "moderate", "high"]),
    ),
    st.builds(
        "age {} {}".format,
        st.sampled_from(["<", "<=", ">", ">=", "="]),
        st.sampled_from([0, 1, 6, 20]),
    ),
    st.builds("hours {} {}".format, st.sampled_from(["<", ">="]), st.sampled_from([1, 6, 20])),
    st.builds("age {} hours".format, st.sampled_from(["<", ">="])),
    st.builds(
        "age + hours {} {}".format, st.sampled_from(["<", ">="]), st.sampled_from([1, 6, 40])
    ),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=4,
)
RULES = st.lists(
    st.tuples(CONDITIONS, st.sampled_from(["go", "wait", "stop"])), min_size=2, max_size=4
)


def text_of(policy: str, old: str, rules: list[tuple[str, str]]) -> str:
    parts = [WORLD.replace("POLICY", policy)]
    without = old.replace("old", "senior")
    parts.append(
        f'[[rules]]\nid = "is-old"\nwhen = \'{without}\'\nthen = {{ old = true }}\ncites = ["none: test"]'
    )
    # A table of one input, whose cells are whole conditions on it: gaps are told of tables only.
    parts.append(
        '[[tables]]\nid = "t"\ninputs = ["true"]\noutputs = ["advice"]\ncites = ["none: test"]'
    )
    for when, then in rules:
        parts.append(f"[[tables.rows]]\nwhen = ['{when}']\nthen = [\"{then}\"]")
    return "\n".join(parts)


def runs(text: str) -> Iterator[tuple[Run, tuple[str, ...]]]:
    """Every profile of the grid, with the values of the rows that hit, in order."""
    program = compile_packs([pack_from_files(pack(text, base=False))])
    machine = prepare(program)
    rows = [place for place, rule in enumerate(program.rules) if rule.conclusion == "advice"]
    for senior, level, age, hours in product(
        (True, False), ("low", "moderate", "high"), GRID, GRID
    ):
        values = {"senior": senior, "level": level, "age": age, "hours": hours}
        run = machine.run(Profile(values, {}, {}))
        fired = {one.rule for one in run.firings if one.verdict == "fired"}
        yield run, tuple(str(rows.index(place)) for place in rows if place in fired)


def told(text: str) -> dict[str, set[str]]:
    """The rows that the lint tells of, by code; a note of what it could not decide must not come."""
    found = inspect(pack(text, base=False), today=TODAY, select=("MR080", "MR0899"))
    assert found.linted, "\n".join(map(str, found.diagnostics))
    rows: dict[str, set[str]] = {}
    for one in found.diagnostics:
        assert one.code != "MR0899", str(one)
        rows.setdefault(one.code, set()).add(one.message)
    return rows


def named(row: int, messages: set[str]) -> bool:
    return any(text.startswith(f'row "row-{row + 1}" ') for text in messages)


@settings(max_examples=25, deadline=None)
@given(CONDITIONS, RULES)
def test_never_contradicting_and_gaps(old: str, rules: list[tuple[str, str]]) -> None:
    text = text_of("unique", old, rules)
    found = told(text)
    hits = [rows for _, rows in runs(text)]
    clashing = False
    for row in range(len(rules)):
        fires = [some for some in hits if str(row) in some]
        if fires:
            # The grid does not hold every profile: what it shows to be possible, is.
            assert not named(row, found.get("MR0801", set())), rules
        clash = any(
            rules[int(other)][1] != rules[row][1] and int(other) < row
            for some in fires
            for other in some
        )
        if clash:
            assert named(row, found.get("MR0806", set())), (row, rules)
        clashing = clashing or clash
    if () in hits:
        assert found.get("MR0809"), rules


@settings(max_examples=25, deadline=None)
@given(CONDITIONS, RULES)
def test_masked_rows_never_decide(old: str, rules: list[tuple[str, str]]) -> None:
    text = text_of("first", old, rules)
    masked = told(text).get("MR0805", set())
    for _, rows in runs(text):
        if rows:
            assert not named(int(rows[0]), masked), rules


@settings(max_examples=25, deadline=None)
@given(CONDITIONS, RULES)
def test_redundant_rows_change_nothing(old: str, rules: list[tuple[str, str]]) -> None:
    text = text_of("any", old, rules)
    found = told(text)
    spare = found.get("MR0803", set()) | found.get("MR0804", set())
    for _, rows in runs(text):
        for row in rows:
            if named(int(row), spare):
                same = [other for other in rows if rules[int(other)][1] == rules[int(row)][1]]
                assert len(same) > 1, rules
