"""What settling finds out of the packs is kept between runs: the answer is the same with it and without."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from medrules.cache.plain_data import decode, encode
from medrules.cache.store import fetch, keep
from medrules.evaluating import evaluate
from medrules.exact_json import to_text
from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Profile, Settlement
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN
from medrules.loading import load
from medrules.profile.read import read_profile
from medrules.report_json import evaluation_json
from medrules.settle import Shelf, made_up, settle
from medrules.settle.blank import Blank
from medrules.settle.setting import setting_of
from medrules.settle.shelf import MOST_KEPT, PLACES

PROFILES = Path(__file__).resolve().parents[2] / "examples" / "profiles"
OPEN = ["support-not-asked.toml", "unsure-resident.toml", "bedside-clinician.toml"]
KINDS = ("looks", "samples", "bounds")


@pytest.fixture(scope="module")
def program() -> Program:
    return load()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDRULES_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def given(program: Program, name: str) -> Profile:
    return read_profile(str(PROFILES / name), program).checked()


def settled(program: Program, profile: Profile, kept: bool = True) -> dict[str, Settlement]:
    """As in a process of its own: nothing is known but what is kept."""
    machine = prepare(program)
    shelf = Shelf(program) if kept else None
    return settle(program, machine, profile, machine.run(profile), shelf=shelf)


def names(cache: Path) -> set[str]:
    return set(os.listdir(cache)) if cache.exists() else set()


def nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a profile is made up, or a blank one worked out."""

    def never(*_: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(made_up, "sampled", never)
    monkeypatch.setattr(Blank, "_by_itself", never)


@pytest.mark.parametrize("name", OPEN)
def test_the_answer_is_the_same_and_nothing_is_worked_out_twice(
    name: str, program: Program, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = given(program, name)
    without = settled(program, profile, kept=False)
    assert names(cache) == set(), "nothing is kept where nobody asks for it"
    assert settled(program, profile) == without
    assert {one.partition("-")[0] for one in names(cache)} == set(KINDS)
    nothing_new(monkeypatch)
    assert settled(program, profile) == without


def test_a_profile_that_says_more_finds_what_another_has_left(
    program: Program, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = given(program, "support-not-asked.toml")
    first = settled(program, profile)
    more = profile.replace(values={**profile.values, "support.funding": "full"})
    expected = settled(program, more, kept=False)
    assert expected != first
    settled(program, more)
    nothing_new(monkeypatch)
    assert settled(program, more) == expected
    assert settled(program, profile) == first


def test_evaluate_keeps_only_when_told_to(program: Program, cache: Path) -> None:
    profile = given(program, "support-not-asked.toml")
    # What was read elsewhere counts as another program: nothing of it is known in this process.
    texts = []
    for told in ({}, {"keep": True}):
        one = program.replace()
        texts.append(to_text(evaluation_json(one, evaluate(one, profile, **told))))  # type: ignore[arg-type]
        assert bool(names(cache)) is bool(told)
    assert texts[0] == texts[1]


# -- what must not be used -------------------------------------------------------------------------


def _cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-10])


def _noise(place: Path) -> None:
    place.write_bytes(os.urandom(5000))


def _writable(place: Path) -> None:
    place.chmod(0o666)


def _pickled(place: Path) -> None:
    keep(place.name, pickle.dumps(Path("x")))


def _holding(data: object) -> Callable[[Path], None]:
    return lambda place: keep(place.name, encode(data))


OTHERS = [
    None, 3, "text", [], {}, (), [1], {"a": 1}, {("a", None): 1}, {(("a", None), ()): ()},
    [("decision.outcome", frozenset(), frozenset(), frozenset({1}))], ((), 10, 0, {}), (1, 2, 3),
    {(("a", None), ()): (1, 2, ((),), None, None, None, False, frozenset(), 3)},
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoil", [_cut, _noise, _writable, _pickled, *map(_holding, OTHERS)])
def test_a_spoilt_file_is_made_again(
    kind: str, spoil: Callable[[Path], None], program: Program, cache: Path
) -> None:
    profile = given(program, "bedside-clinician.toml")
    expected = settled(program, profile)
    places = [cache / one for one in names(cache) if one.startswith(f"{kind}-")]
    assert places
    before = [decode(fetch(place.name) or b"") for place in places]
    for place in places:
        spoil(place)
    assert settled(program, profile) == expected
    assert [decode(fetch(place.name) or b"") for place in places] == before, "and is kept again"


def _spoilt(value: object) -> list[object]:
    """The value with every part of it, one after the other, in another shape."""
    if isinstance(value, tuple | list):
        kind = type(value)
        return [
            kind([*value[:at], one, *value[at + 1 :]])
            for at, part in enumerate(value)
            for one in _spoilt(part)
        ]
    return [b"bytes"]


def test_no_part_of_another_shape_is_taken(program: Program, cache: Path) -> None:
    profile = given(program, "support-not-asked.toml")
    settled(program, profile)
    shelf = Shelf(program)
    setting = setting_of(shelf.outline().sees(None), profile, 200_000)
    kept = decode(fetch(shelf._place(setting)) or b"")
    assert isinstance(kept, tuple)
    assert shelf.samples(setting) is not None
    _, made, turn, shown = kept
    place, row = next(iter(shown.items()))
    wrong = [
        (setting, "10", turn, shown),
        (setting, made, None, shown),
        (setting, made, turn, [shown]),
        (setting, made, turn),
        ((*setting[:3], (("x", "1"),)), made, turn, shown),
        *[(setting, made, turn, {**shown, one: row}) for one in (1, ("a",), (1, 2), ("a", "b"))],
        *[(setting, made, turn, {**shown, place: one}) for one in (1, [], (b"",), ({},))],
    ]
    for data in wrong:
        keep(shelf._place(setting), encode(data))
        assert shelf.samples(setting) is None, data
    rows = decode(fetch(f"bounds-{shelf._digest}") or b"")
    assert isinstance(rows, dict)
    assert len(shelf.bounds()) == len(rows) > 0
    for key, bound in rows.items():
        for one in [*_spoilt(bound), (*bound, None), bound[:1], None]:
            keep(f"bounds-{shelf._digest}", encode({**rows, key: one}))
            assert shelf.bounds() == {}, one


def test_what_belongs_to_other_packs_is_not_found(program: Program, cache: Path) -> None:
    profile = given(program, "bedside-clinician.toml")
    settled(program, profile)
    before = names(cache)
    stamp = program.packs[0]
    for other in (stamp.replace(digest="0" * 64), stamp.replace(version="9.9.9")):
        settled(program.replace(packs=(other, *program.packs[1:])), profile)
        assert len(names(cache)) > len(before)
        before = names(cache)
    assert len({one.split("-")[1] for one in before}) == 3


# -- what is not kept ------------------------------------------------------------------------------


def test_no_value_of_a_profile_is_kept(program: Program, cache: Path) -> None:
    profile = given(program, "comparing-programs.toml")
    words = {"clinician.specialty": "Xylology", "plan.country": "Atlantis"}
    texts = {path: word for path, word in words.items() if path in {f.path for f in program.facts}}
    assert texts
    settled(program, profile.replace(values={**profile.values, **texts}))
    kept = b"".join((cache / one).read_bytes() for one in names(cache))
    for word in [*texts.values(), "Hillcrest MHPE"]:
        assert word.encode() not in kept


def test_what_depends_on_parameters_of_a_profile_is_not_kept(program: Program, cache: Path) -> None:
    profile = given(program, "support-not-asked.toml")
    own = profile.replace(
        values={**profile.values, **given(program, "comparing-programs.toml").values}
    )
    assert [one.path for one in program.parameters if one.path in own.values]
    for _ in range(2):
        assert settled(program, own) == settled(program, own, kept=False)
    assert not [one for one in names(cache) if one.startswith("samples-")]
    assert not [key for key in Shelf(program).bounds() if key[1][3]]


def test_the_files_do_not_get_many(program: Program, cache: Path) -> None:
    profile = given(program, "support-not-asked.toml")
    machine = prepare(program)
    for count in range(PLACES + 5):
        records = {"programs": tuple({"name": f"program {at}"} for at in range(count))}
        several = profile.replace(records=records)
        run = machine.run(several)
        asked = [
            path for path in ("decision.outcome", "goals.research") if run.values[path] is UNKNOWN
        ]
        settle(program, machine, several, run, asked, shelf=Shelf(program))
    assert len([one for one in names(cache) if one.startswith("samples-")]) <= PLACES
    assert len(Shelf(program).bounds()) <= MOST_KEPT
