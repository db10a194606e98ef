"""A generated module as text that people read.

In: a ``Module`` with comments, and the program. Out: its source. Refused: nothing. Ids of rules stand in
comments, where a line break would end them: whatever is not plainly printable is escaped.
"""

from __future__ import annotations

import ast
import re

from medrules.ir.program import Program
from medrules.targets.python.module import Module

_NOTE = re.compile(r"^( *)note_(\d+)_$", re.MULTILINE)

_HEAD = '''\
"""Rules compiled by medrules: facts in, conclusions out.

``answer`` takes a dict from the path of a fact to its value; a fact that is not known is left out. A record
list is a list of dicts. It gives a dict from the path of every conclusion to its value, or ``UNKNOWN``.
Rules that disagree raise ``Contradiction``. The module needs the package ``medrules`` and nothing else.
Made by ``medrules compile --to python``; change the packs, not this file.

'''


def source(program: Program, made: Module) -> str:
    """The module as text."""
    text = ast.unparse(made.tree)
    text = _NOTE.sub(lambda found: f"{found[1]}# {escaped(made.comments[int(found[2])])}", text)
    packs = "\n".join(
        f"# {escaped(one.id)} {escaped(one.version)} sha256:{escaped(one.digest)}"
        for one in program.packs
    )
    return f'{_HEAD}"""\n\n{packs}\n\n{text}\n'


def escaped(text: str) -> str:
    """The text on one line, in characters that can be seen."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text
    )
