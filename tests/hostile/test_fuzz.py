"""Sound packs with random damage: whatever is in the bytes, they are read or refused with a place."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.cases.read import read_cases
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.render import render_text
from medrules.evaluating import evaluate
from medrules.formatting.layout import format_toml
from medrules.loading import compile_folders
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.source.text import SourceFile

REPO = Path(__file__).parents[2]
PACK = REPO / "examples/packs/example-university/example_university"
NAMES = ("pack.toml", "facts.toml", "funding.toml", "protected_time.toml", "sources.toml")
SOUND = {name: (PACK / name).read_text(encoding="utf-8") for name in NAMES}
BITS = [
    "[", "]", "[[", "]]", "{", "}", '"', "'", '"""', "\\", "=", ",", ".", "#", "\n", "\r\n", "\0",
    "\x1b[31m", "\u202e", "\ufeff", "é", "😀", "not(", ")", "for x in ", " in ", "**", "..", "null",
    "1e99", "-", "[[rules]]\n", "[[tables.rows]]\n", "[pack]\n", 'id = "x"\n', "when = ", "[x.y.z]\n",
    "<script>", "{{", "}}", "{x}", "true", "0x", "inf", "2026-13-01", "\t", " " * 50,
]  # fmt: skip

cuts = st.tuples(st.floats(0, 1), st.floats(0, 0.05), st.lists(st.sampled_from(BITS), max_size=4))


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, str]:
    """The files with some stretches replaced by bits of syntax, or by pieces of other files."""
    files = dict(SOUND)
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)):
        for where, length, bits in draw(st.lists(cuts, min_size=1, max_size=3)):
            text = files[name]
            start = int(where * len(text))
            end = start + int(length * len(text))
            piece = "".join(bits)
            if draw(st.booleans()):
                other = files[draw(st.sampled_from(NAMES))]
                piece += other[start % (len(other) + 1) :][: draw(st.integers(0, 200))]
            files[name] = text[:start] + piece + text[end:]
    return files


def files_of(texts: dict[str, str]) -> PackFiles:
    made = [PackFile(name, text.encode()) for name, text in sorted(texts.items())]
    return PackFiles("/nowhere/fuzz", "fuzz", tuple(made), digest(made))


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_damage_is_told_with_its_place_or_does_no_harm(texts: dict[str, str]) -> None:
    found = told(texts)
    for one in found:
        assert one.message
        assert one.span.line <= texts.get(Path(one.span.file).name, "").count("\n") + 1
    shown = render_text(found, {f"fuzz/{name}": text for name, text in texts.items()})
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def told(texts: dict[str, str]) -> tuple[Diagnostic, ...]:
    """What is told of a pack with those files; nothing for one that does no harm."""
    files = files_of(texts)
    try:
        program = compile_folders((files,))
        read_cases(files, program, program.packs[0].id)
        evaluate(program, {})
    except MedrulesError as error:
        return error.diagnostics
    return ()


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_damage_is_laid_out_or_refused(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        schema = "pack" if name == "pack.toml" else "content"
        try:
            once = format_toml(SourceFile(name, text), schema)
        except MedrulesError:
            continue
        assert format_toml(SourceFile(name, once), schema) == once
