"""Proofs as a Mermaid flowchart: what follows stands above what it follows from.

In: a program and a proof. Out: Mermaid text. Refused: nothing. No text of a pack or profile can end
its label, start a directive or become markup: all but letters, digits and a few marks are written
as Mermaid's character codes.

A conclusion that is repeated is one box with several arrows, and so is a fact.
"""

from __future__ import annotations

from typing import assert_never

from medrules.explain.proof import (
    Concluded,
    Default,
    Given,
    Missing,
    Node,
    ParameterUse,
    Proof,
    RuleUse,
    Term,
    children_of,
)
from medrules.explain.wording import say_possible, say_value
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN

_SAFE = frozenset(" .,:/-_()=!?'")
_LONGEST = 160
_CLASSES = (
    "classDef conclusion stroke-width:3px",
    "classDef fired stroke:#1a7f37",
    "classDef failed stroke:#c62828,stroke-dasharray:6 3",
    "classDef unknown stroke:#b26a00,stroke-dasharray:2 2",
    "classDef fact fill:none",
)


def to_mermaid(program: Program, proof: Proof) -> str:
    """The flowchart, top to bottom."""
    drawing = _Drawing(program)
    drawing.draw(proof.root, "")
    return "\n".join(["flowchart TD", *drawing.lines, *(f"  {line}" for line in _CLASSES)]) + "\n"


def escaped(text: str) -> str:
    """Any text as part of a quoted Mermaid label."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    safe = [one if one.isalnum() or one in _SAFE else f"#{ord(one)};" for one in short]
    # A label that begins like an item of a list would be taken for one.
    for place, one in enumerate(safe):
        if one in "-.":
            safe[place] = f"#{ord(one)};"
        if not one.isdigit():
            break
    return "".join(safe)


class _Drawing:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.lines: list[str] = []
        self.known: dict[str, str] = {}
        self.count = 0

    def draw(self, node: Node, above: str) -> None:
        """A box for the node, an arrow from what rests on it, and all that it rests on."""
        name, new = self._name(node)
        if new:
            opening, label, closing, style = self._box(node)
            self.lines.append(f'  {name}{opening}"{label}"{closing}:::{style}')
        if above:
            self.lines.append(f"  {name} --> {above}")
        for child in children_of(node):
            self.draw(child, name)

    def _name(self, node: Node) -> tuple[str, bool]:
        """The id of a box, and whether it is yet to be drawn."""
        shared = ""
        match node:
            case Concluded(path) | Given(path) | Missing(path) | ParameterUse(path):
                shared = path
            case _:
                pass
        if shared in self.known:
            return self.known[shared], False
        name = f"n{self.count}"
        self.count += 1
        if shared:
            self.known[shared] = name
        return name, True

    def _box(self, node: Node) -> tuple[str, str, str, str]:
        """Shape and label: conclusions are rounded, rules have double sides, facts are slanted."""
        match node:
            case Concluded(path, title, kind, settlement):
                if settlement.status == "settled":
                    said = say_value(settlement.value, kind, self.program)
                    style = "conclusion"
                else:
                    said, style = say_possible(settlement, kind, self.program), "unknown"
                return "([", _lines(title, said, path), "])", style
            case RuleUse():
                cites = [f"{one.title} {one.section}".strip() for one in node.cites]
                note = [node.note] if node.note else []
                return "[[", _lines(node.text, *note, node.rule, *cites), "]]", node.verdict
            case Term(text, value, kind):
                said = say_value(value, kind, self.program)
                return "[", _lines(text, said), "]", _style(value)
            case Given(path, title, value, kind):
                return "[/", _lines(title, say_value(value, kind, self.program), path), "/]", "fact"
            case Missing(path, title, question):
                return "[/", _lines(title, question or "not given", path), "/]", "unknown"
            case ParameterUse(path, title, value, kind):
                said = say_value(value, kind, self.program)
                return "[/", _lines(title, said, path), "/]", "fact"
            case Default(_, title, value, kind):
                return "[", _lines("Default", say_value(value, kind, self.program)), "]", "fact"
            case _:
                assert_never(node)


def _style(value: object) -> str:
    if value is UNKNOWN:
        return "unknown"
    return {True: "fired", False: "failed"}[value] if isinstance(value, bool) else "fact"


def _lines(*texts: str) -> str:
    return "<br/>".join(escaped(" ".join(text.split())) for text in texts if text)
