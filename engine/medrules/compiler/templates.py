"""``because`` texts: words with FEEL expressions in braces.

In: the text with its positions, and the scope. Out: a ``Template``. ``{{`` and ``}}`` are braces.
Refused, as diagnostics: a brace that is never closed, an expression that does not check.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.feel.checker import lower_expression
from medrules.feel.scope import Scope
from medrules.ir.expr import Expr
from medrules.ir.program import Template
from medrules.source.located import Located


def template(text: Located | None, scope: Scope) -> tuple[Template, list[Diagnostic]]:
    """The template that the text writes, and what is wrong with it."""
    if text is None:
        return Template(()), []
    parts: list[str | Expr] = []
    problems: list[Diagnostic] = []
    words, position = "", 0
    while position < len(text.text):
        char = text.text[position]
        if text.text.startswith(("{{", "}}"), position):
            words, position = words + char, position + 2
        elif char == "{":
            end = _closing(text.text, position + 1)
            if end is None:
                problems.append(
                    report(
                        "MR0455",
                        "this brace is never closed",
                        text.span(position, position + 1),
                        help="close it with }, or write {{ for a brace",
                    )
                )
                return Template(()), problems
            lowered = lower_expression(part(text, position + 1, end), scope)
            problems += lowered.diagnostics
            if words:
                parts.append(words)
            if lowered.expr is not None:
                parts.append(lowered.expr)
            words, position = "", end + 1
        else:
            words, position = words + char, position + 1
    if words:
        parts.append(words)
    return Template(tuple(parts)), problems


def part(text: Located, start: int, end: int) -> Located:
    """A stretch of a located text, itself located."""
    return Located(text.text[start:end], lambda first, last: text.span(start + first, start + last))


def _closing(text: str, position: int) -> int | None:
    quoted = False
    while position < len(text):
        char = text[position]
        if char == "\\" and quoted:
            position += 1
        elif char == '"':
            quoted = not quoted
        elif char == "}" and not quoted:
            return position
        position += 1
    return None
