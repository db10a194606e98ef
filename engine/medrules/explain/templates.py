"""``because`` texts with their values filled in.

In: a template, and the frame that its expressions are worked out in. Out: text. Refused: nothing: a
value that is not known is said to be ``unknown``.
"""

from __future__ import annotations

from medrules.explain.wording import say_value
from medrules.interpreter.closures import compiled
from medrules.interpreter.frame import Frame
from medrules.ir.program import Program, Template


def render(template: Template, frame: Frame, program: Program) -> str:
    """The text; every value is said by its type, with titles and units."""
    return "".join(
        [
            part if isinstance(part, str) else say_value(compiled(part)(frame), part.type, program)
            for part in template.parts
        ]
    )
