"""Reference pages made from the code: functions, diagnostic codes, the vocabulary of the built-in
packs.

In: the operator table, the code registry, the built-in packs. Out: Markdown files in the folder
given. The files are kept in the repository so that they can be read anywhere; a test sees to it
that they are what this script makes. Run it as ``python docs/generate.py``.
"""

from __future__ import annotations

from pathlib import Path

from medrules.diagnostics.codes import AREAS, all_codes
from medrules.diagnostics.codes.code import Code
from medrules.feel.operators import OPERATORS
from medrules.ir.program import Program
from medrules.ir.types import EnumType, SetType, Type, describe
from medrules.loading import load

NOTE = "<!-- Made by docs/generate.py; change the code, not this page. -->\n\n"
KINDS = {
    "operator": ("Operators", "Written between or before their operands."),
    "form": ("Forms", "Logic, comparison and questions about the profile."),
    "function": ("Functions", "Called by name; arguments may be named."),
}


def write_all(folder: Path) -> list[Path]:
    """Write every page whose text has changed, and drop those that are no more; all that there are."""
    pages = {"functions.md": functions(), "vocabulary.md": vocabulary(load()), "codes.md": codes()}
    pages |= {f"codes/{code.code}.md": page for code, page in code_pages()}
    written = []
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        written.append(path)
    for path in set(folder.rglob("*.md")) - set(written):
        path.unlink()
    return written


def functions() -> str:
    """The language reference: every entry of the operator table, with its examples."""
    lines = [
        "# Operators and functions\n",
        "Every entry of the one table that the checker and the interpreter read. The examples are run by the "
        "tests. A type `number[u]` is a number in any unit `u`; `list[T]` is a list of anything.\n",
    ]
    for kind, (title, words) in KINDS.items():
        lines += [f"## {title}\n", f"{words}\n"]
        for entry in sorted(OPERATORS.values(), key=lambda one: one.name):
            if entry.kind == kind:
                lines += [f"### `{entry.name}`\n", f"{entry.doc}\n"]
                lines += [f"- `{signature}`" for signature in entry.signatures]
                examples = [f"{text}  →  {value}" for text, value in entry.examples]
                lines += ["", *(["```text", *examples, "```\n"] if examples else [])]
    return NOTE + "\n".join(lines)


def codes() -> str:
    """The list of all diagnostic codes, by area."""
    lines = ["# Diagnostic codes\n", "`medrules explain-code MR0301` prints the page of a code.\n"]
    for area, title in AREAS.items():
        found = [code for code in all_codes() if code.code[2:4] == area]
        if found:
            lines += [f"## {title}\n", "| code | name | what it says |", "|---|---|---|"]
            lines += [
                f"| [{code.code}](codes/{code.code}.md) | {code.name} | {_cell(code.what)} |"
                for code in found
            ]
            lines.append("")
    pages = "\n".join(f"codes/{code.code}" for code in all_codes())
    return NOTE + "\n".join(lines) + f"\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"


def code_pages() -> list[tuple[Code, str]]:
    """One page for each code."""
    return [
        (
            code,
            f"{NOTE}# {code.code}: {code.name}\n\n*{code.severity}*\n\n{code.what}\n\n## Why it matters\n\n"
            f"{code.why}\n\n## Example\n\n{code.example}\n\n## How to mend it\n\n{code.mend}\n",
        )
        for code in all_codes()
    ]


def vocabulary(program: Program) -> str:
    """What profiles may say to the built-in packs, and what these conclude."""
    lines = [
        "# Vocabulary of the built-in packs\n",
        "`medrules facts` prints the same for whatever packs are loaded.\n",
    ]
    for stamp in program.packs:
        lines += [f"## `{stamp.id}`: {stamp.title}\n"]
        facts = [one for one in program.facts if one.pack == stamp.id]
        if facts:
            lines += ["### Facts\n", "| path | type | question |", "|---|---|---|"]
            lines += [
                f"| `{one.path}` | {_type(one.type)} | {_cell(one.question or one.title)} |"
                for one in facts
            ]
            lines.append("")
        parameters = [one for one in program.parameters if one.pack == stamp.id]
        if parameters:
            lines += [
                "### Parameters\n",
                "| path | value | meaning | set by a profile |",
                "|---|---|---|---|",
            ]
            lines += [
                f"| `{one.path}` | {one.value} | {_cell(one.title)} | {'yes' if one.open else 'no'} |"
                for one in parameters
            ]
            lines.append("")
        derived = [one for one in program.derived if one.pack == stamp.id and not one.internal]
        if derived:
            lines += [
                "### Conclusions\n",
                "| path | type | hit policy | meaning |",
                "|---|---|---|---|",
            ]
            lines += [
                f"| `{one.path}` | {_type(one.type)} | {one.policy} | {_cell(one.title)} |"
                for one in derived
            ]
            lines.append("")
    return NOTE + "\n".join(lines)


def _type(kind: Type) -> str:
    match kind:
        case EnumType(_, members):
            return "one of " + ", ".join(f"`{one}`" for one in members)
        case SetType(EnumType(_, members)):
            return "any of " + ", ".join(f"`{one}`" for one in members)
        case _:
            return describe(kind)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    for page in write_all(Path(__file__).parent / "reference"):
        print(page)
