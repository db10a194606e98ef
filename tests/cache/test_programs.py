"""Kept programs: the same as compiled ones, found only for the same packs, and never run as code."""

from __future__ import annotations

import gc
import io
import os
import pickle
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest

import medrules
from medrules.cache.programs import decode, encode, program_for, without_spans
from medrules.cache.store import keep
from medrules.evaluating import evaluate
from medrules.exact_json import to_text
from medrules.ir.expr import Expr
from medrules.ir.printer import print_expr
from medrules.ir.program import Program
from medrules.ir.walk import walk
from medrules.loading import compile_folders, load, pack_folders
from medrules.profile.read import read_profile
from medrules.report_json import evaluation_json
from medrules.source.span import NOWHERE

ROOT = Path(__file__).resolve().parents[2]
PROFILES = sorted((ROOT / "examples" / "profiles").glob("*.toml"))


@pytest.fixture(scope="module")
def program() -> Program:
    return load()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDRULES_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def expressions(program: Program) -> list[Expr]:
    found = [rule.value for rule in program.rules]
    found += [rule.condition for rule in program.rules if rule.condition is not None]
    for rule in program.rules:
        found += [part for part in rule.because.parts if not isinstance(part, str)]
    return [node for expr in found for node in walk(expr)]


def test_a_program_survives_being_kept(program: Program) -> None:
    assert decode(encode(program)) == program


def test_without_spans_only_the_places_of_expressions_are_gone(program: Program) -> None:
    lean = without_spans(program)
    assert decode(encode(lean)) == lean
    assert {node.span for node in expressions(lean)} == {NOWHERE}
    assert {node.span for node in expressions(program)} != {NOWHERE}
    assert [rule.origin for rule in lean.rules] == [rule.origin for rule in program.rules]
    assert lean.facts == program.facts
    assert [print_expr(node) for node in expressions(lean)] == [
        print_expr(node) for node in expressions(program)
    ]
    assert len(encode(lean)) < len(encode(program))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_with_and_without_spans_the_answer_is_the_same(profile: Path, program: Program) -> None:
    lean = load(spans=False)
    answers = []
    for one in (program, lean):
        evaluation = evaluate(one, read_profile(str(profile), one).checked())
        answers.append(to_text(evaluation_json(one, evaluation)))
    assert answers[0] == answers[1]


def test_a_kept_program_is_found_and_nothing_is_compiled(cache: Path) -> None:
    folders = pack_folders()
    first = program_for(folders, "1", lambda: compile_folders(folders))
    assert len(os.listdir(cache)) >= 2

    def never() -> Program:
        raise AssertionError("compiled again")

    assert program_for(folders, "1", never) == first
    lean = program_for(folders, "1", never, spans=False)
    assert lean == without_spans(first)


def test_a_stale_entry_is_never_found(cache: Path, tmp_path: Path) -> None:
    place = tmp_path / "pack"
    copytree(ROOT / "packs" / "medrules_packs" / "decision_flow", place)
    compiled: list[str] = []

    def found(version: str = "1") -> Program:
        folders = pack_folders([place], installed=False)

        def compile_them() -> Program:
            compiled.append(folders[0].digest)
            return compile_folders(folders)

        return program_for(folders, version, compile_them)

    assert found() == found()
    assert len(compiled) == 1
    text = (place / "pack.toml").read_text()
    (place / "pack.toml").write_text(text.replace('version = "1.0.0"', 'version = "1.0.1"', 1))
    assert found().packs[0].version == "1.0.1"
    assert len(compiled) == 2, "the pack has changed"
    found("2")
    assert len(compiled) == 3, "another version of medrules"
    (place / "more.toml").write_text("# nothing\n")
    found()
    assert len(compiled) == 4, "a file has come"


@pytest.mark.parametrize("spoil", ["cut", "noise", "other", "writable"])
def test_a_spoilt_entry_is_compiled_again_and_mended(cache: Path, spoil: str) -> None:
    folders = pack_folders()
    first = program_for(folders, "1", lambda: compile_folders(folders))
    for name in os.listdir(cache):
        place = cache / name
        if not name.startswith("program-"):
            continue
        match spoil:
            case "cut":
                place.write_bytes(place.read_bytes()[:-10])
            case "noise":
                place.write_bytes(os.urandom(5000))
            case "other":
                keep(name, pickle.dumps(Decimal("1.5")))
            case _:
                place.chmod(0o666)
    compiled = []

    def again() -> Program:
        compiled.append(True)
        return compile_folders(folders)

    assert program_for(folders, "1", again) == first
    assert compiled == [True]
    assert program_for(folders, "1", again) == first
    assert compiled == [True], "and now it is kept again"


def test_nothing_kept_and_nothing_found_without_the_cache(cache: Path) -> None:
    load(cache=False)
    assert not [name for name in os.listdir(cache) if name.startswith("program-")]


class Evil:
    """Pickles as a call of a function, as pickles do that mean harm."""

    def __init__(self, function: object, *args: object) -> None:
        self.call = (function, args)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call  # type: ignore[return-value]


def test_a_pickle_that_names_a_function_is_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    for evil in (
        Evil(os.system, f"touch {mark}"),
        Evil(os.mkdir, str(mark)),
        Evil(eval, f"open({str(mark)!r}, 'w')"),
        Evil(getattr, "a", "upper"),
        Evil(medrules.evaluate, None, None),
    ):
        for protocol in range(6):
            assert decode(pickle.dumps(evil, protocol)) is None
    assert not mark.exists()


def _dotted(module: str, name: str, argument: str) -> bytes:
    """A pickle that calls what a dotted name leads to, from a module that is allowed."""
    out = io.BytesIO()
    out.write(b"\x80\x04")
    for text in (module, name):
        out.write(b"\x8c" + bytes([len(text)]) + text.encode())
    out.write(b"\x93\x8c" + bytes([len(argument)]) + argument.encode() + b"\x85R.")
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "Record.__init__.__globals__.__getitem__",
        "Program.__init__.__globals__.get",
        "Program.__class__.__subclasses__",
        "annotations.__class__",
        "Program.replace",
    ],
)
def test_a_name_with_dots_leads_nowhere(name: str) -> None:
    assert decode(_dotted("medrules.ir.program", name, "__builtins__")) is None


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("medrules.ir.program", "Literal"),
        ("medrules.ir.program", "annotations"),
        ("medrules.ir.expr", "TypeAlias"),
        ("medrules.ir.types", "describe"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("os", "system"),
        ("decimal", "getcontext"),
        ("medrules.cache.programs", "decode"),
    ],
)
def test_only_the_classes_of_a_program_can_be_named(module: str, name: str) -> None:
    assert decode(_dotted(module, name, "x")) is None


def test_a_pickle_of_something_else_is_no_program() -> None:
    for other in (None, 1, "text", [1], {"a": 1}, Decimal(1), frozenset({"a"})):
        assert decode(pickle.dumps(other)) is None
    assert decode(b"") is None
    assert decode(b"\x80\x05") is None


def test_reading_leaves_the_collector_as_it_was(program: Program) -> None:
    data = encode(program)
    assert gc.isenabled()
    decode(data)
    decode(b"nonsense")
    assert gc.isenabled()
    gc.disable()
    try:
        decode(data)
        assert not gc.isenabled()
    finally:
        gc.enable()
