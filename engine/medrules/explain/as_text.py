"""Proofs as indented text.

In: a program, a proof, how deep to follow conclusions, and a function that styles pieces of text by
their role. Out: ``Line`` values, or text. Refused: nothing: all that comes from packs or profiles
is made safe for a terminal here, before it is styled.

The roles are those of ``Role``; colour belongs to the caller. Under a term that does not decide
nothing further is shown. A source is told in full where it is first named, and by its id after
that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias, assert_never

from medrules.diagnostics.sanitise import visible_line
from medrules.explain.proof import (
    CiteView,
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
from medrules.ir.program import Change, Program
from medrules.ir.types import BooleanType, Type
from medrules.ir.values import UNKNOWN
from medrules.record import Record
from medrules.source.span import NOWHERE, Span

Role: TypeAlias = Literal["title", "text", "value", "good", "bad", "open", "dim"]
"""``title``: what a line is about; ``value``; ``good``: settled, fired, true; ``bad``: failed, false;
``open``: unknown, provisional; ``dim``: places, sources, and what does not decide; ``text``: the rest."""

Style: TypeAlias = Callable[[Role, str], str]

TERM_PLACES = 6
"""Decimals of numbers in conditions: enough to see why 66.6667 is not above 66.67."""


class Piece(Record):
    """Some text in one role."""

    role: Role
    text: str


class Line(Record):
    """One line: ``branch`` draws the tree before it, ``pieces`` follow each other."""

    branch: str
    pieces: tuple[Piece, ...]

    def plain(self) -> str:
        """The line without any style."""
        return (self.branch + "".join(piece.text for piece in self.pieces)).rstrip()


def to_text(
    program: Program, proof: Proof, depth: int | None = None, style: Style | None = None
) -> str:
    """The proof, a line for every step; ``depth`` is how many conclusions deep to go (1: only the
    rules of the conclusion asked about)."""
    lines: list[str] = []
    for line in to_lines(program, proof, depth):
        if style is None:
            lines.append(line.plain())
        else:
            told = "".join(style(piece.role, piece.text) for piece in line.pieces)
            lines.append(style("dim", line.branch) + told if line.branch else told)
    return "\n".join(lines) + "\n"


def to_lines(program: Program, proof: Proof, depth: int | None = None) -> Iterator[Line]:
    """The same, line by line."""
    yield from _Writer(program, proof.path).node(proof.root, None, "", "", depth)


class _Writer:
    def __init__(self, program: Program, asked: str) -> None:
        self.program = program
        self.asked = asked
        self.parameters: set[str] = set()
        self.cited: set[str] = set()

    def node(
        self, node: Node, above: Concluded | None, first: str, rest: str, depth: int | None
    ) -> Iterator[Line]:
        """A node: its line, what else is to be said of it, and its children drawn below."""
        children = children_of(node)
        if isinstance(node, Term) and not node.decisive:
            children = ()
        cut = isinstance(node, Concluded) and depth is not None and depth <= 0 and bool(children)
        if cut:
            children = ()
        if isinstance(node, Concluded) and depth is not None:
            depth -= 1
        head, *details = self._said(node, above)
        if cut:
            head = (*head, Piece("dim", "  (more below: go deeper)"))
        yield Line(first, head)
        margin = rest + ("│ " if children else "  ")
        for detail in details:
            yield Line(margin, detail)
        owner = node if isinstance(node, Concluded) else None
        for place, child in enumerate(children):
            last = place == len(children) - 1
            start, margin = ("└─ ", "   ") if last else ("├─ ", "│  ")
            yield from self.node(child, owner, rest + start, rest + margin, depth)

    def _said(self, node: Node, above: Concluded | None) -> list[tuple[Piece, ...]]:
        match node:
            case Concluded():
                return self._concluded(node)
            case RuleUse():
                return self._rule(node, above)
            case Term(text, value, kind, decisive):
                role = _truth(value, kind) if decisive else "dim"
                term = Piece("text" if decisive else "dim", visible_line(text))
                if value is None and not node.children and text.startswith("and "):
                    return [(Piece("dim", visible_line(text)),)]
                said = visible_line(say_value(value, kind, self.program, TERM_PLACES))
                return [(term, Piece("dim", " → "), Piece(role, said))]
            case Given(_, title, value, kind, place, by, changes):
                origin = f"given by {by}, " if by else "given, "
                return [
                    (
                        *self._named(title, value, kind),
                        Piece("dim", f"  ({origin}{_where(place)})".replace(", )", ")")),
                    ),
                    *((Piece("open", _changed(change)),) for change in changes),
                ]
            case Missing(path, title, question):
                asked = f'  "{visible_line(question)}"' if question else ""
                return [
                    (
                        Piece("title", _titled(title)),
                        Piece("open", "not given"),
                        Piece("dim", f"{asked}  ({visible_line(path)})"),
                    )
                ]
            case ParameterUse():
                return self._parameter(node)
            case Default(_, _, value, kind):
                said = visible_line(say_value(value, kind, self.program))
                return [(Piece("text", "Default: "), Piece("value", said))]
            case _:
                assert_never(node)

    def _named(self, title: str, value: object, kind: Type) -> tuple[Piece, ...]:
        said = visible_line(say_value(value, kind, self.program, TERM_PLACES))
        return (Piece("title", _titled(title)), Piece("value", said))

    def _concluded(self, node: Concluded) -> list[tuple[Piece, ...]]:
        settlement = node.settlement
        if settlement.status == "settled":
            said = say_value(settlement.value, node.type, self.program)
            pieces = [Piece("value", visible_line(said))]
        else:
            said = say_possible(settlement, node.type, self.program)
            pieces = [Piece("open", visible_line(said)), Piece("dim", f"  ({settlement.status})")]
        if node.repeated:
            pieces.append(Piece("dim", "  (explained above)"))
        lines: list[tuple[Piece, ...]] = [(Piece("title", _titled(node.title)), *pieces)]
        if node.note:
            lines.append((Piece("dim", visible_line(node.note)),))
        if settlement.missing and (node.path == self.asked or node.children):
            missing = ", ".join(settlement.missing)
            lines.append((Piece("dim", f"depends on: {visible_line(missing)}"),))
        return lines

    def _rule(self, node: RuleUse, above: Concluded | None) -> list[tuple[Piece, ...]]:
        words: dict[str, tuple[Role, str]] = {
            "fired": ("good", "because"),
            "failed": ("bad", "did not apply"),
            "unknown": ("open", "may apply"),
        }
        role, word = words[node.verdict]
        if node.retired is not None:
            role, word = "bad", "retired"
        elif node.verdict == "fired" and node.value is UNKNOWN:
            role, word = "open", "to be worked out"
        lines: list[tuple[Piece, ...]] = [
            (Piece(role, word + ": "), Piece("text", visible_line(node.text)))
        ]
        told = (
            above is not None and node.verdict == "fired" and node.value == above.settlement.value
        )
        if node.value is not UNKNOWN and not told:
            says = say_value(node.value, node.type, self.program)
            gives = node.verdict == "fired" and node.retired is None
            verb = "gives" if gives else "would give"
            lines.append((Piece("text", f"{verb} "), Piece("value", visible_line(says))))
        if node.note:
            lines.append((Piece("open", visible_line(node.note)),))
        place = _where(node.place)
        named = f'rule "{node.rule}"' + (f" for {node.record}" if node.record else "")
        lines.append((Piece("dim", visible_line(named + (f", {place}" if place else ""))),))
        lines += [(Piece("dim", self._cited(cite)),) for cite in node.cites]
        changes = [*node.changes, *([node.retired] if node.retired is not None else [])]
        lines += [(Piece("open", _changed(change)),) for change in changes]
        return lines

    def _parameter(self, node: ParameterUse) -> list[tuple[Piece, ...]]:
        origin = "set by the profile" if node.given else "parameter"
        place = _where(node.place)
        lines: list[tuple[Piece, ...]] = [
            (
                *self._named(node.title, node.value, node.type),
                Piece("dim", f"  ({origin}{', ' + place if place else ''})"),
            )
        ]
        if node.path not in self.parameters:
            self.parameters.add(node.path)
            lines += [(Piece("dim", self._cited(cite)),) for cite in node.cites]
            lines += [(Piece("open", _changed(change)),) for change in node.changes]
        return lines

    def _cited(self, cite: CiteView) -> str:
        """``source: Title, section (date; grade: moderate) url [id]``; later on just the id."""
        if not cite.source:
            return visible_line(f"cites nothing: {cite.title}")
        section = f", {cite.section}" if cite.section else ""
        if cite.source in self.cited:
            return visible_line(f"source: [{cite.source}]{section}")
        self.cited.add(cite.source)
        about = [cite.date, f"grade: {cite.grade}" if cite.grade else ""]
        brackets = "; ".join(one for one in about if one)
        parts = [f"({brackets})" if brackets else "", cite.url, f"[{cite.source}]"]
        return visible_line(" ".join([f"source: {cite.title}{section}", *filter(None, parts)]))


def _truth(value: object, kind: Type) -> Role:
    if value is UNKNOWN:
        return "open"
    if not isinstance(kind, BooleanType):
        return "value"
    return "good" if value is True else "bad"


def _where(span: Span) -> str:
    return "" if span == NOWHERE else visible_line(f"{span.file}:{span.line}:{span.column}")


def _titled(title: str) -> str:
    """A title before its value; a question needs no colon."""
    return visible_line(title) + (" " if title.endswith("?") else ": ")


def _changed(change: Change) -> str:
    by = f"{change.pack} {change.version}"
    if change.what == "retired":
        return visible_line(f"retired by {by}: {change.because}")
    return visible_line(
        f"{by} changed its {change.what} from {change.before} to {change.after}: {change.because}"
    )
