"""The answer for one profile, as ``medrules evaluate`` gives it.

In: what was asked, as read from the command line. Out: the report as text or Markdown, or the JSON
contract, on stdout or in a file. Refused, as ``MedrulesError`` or a usage error: packs or profiles
that cannot be used, packs other than those of the lock file, conclusions that do not exist, and
engines that do not exist or cannot be used. Nothing here imports click, unless something is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules_cli.engines import engine_of
from medrules_cli.inputs import profile_of, program_of
from medrules_cli.output import style_for, width, write

if TYPE_CHECKING:
    from medrules_cli.again import Asked

FORMATS = ("text", "json", "markdown")
"""How an answer can be written; the first unless something else is said."""


def answer(asked: Asked, format_: str, output: str | None = None) -> None:
    """Answer from the facts in a profile, and say what is missing."""
    from medrules.evaluating import evaluate

    program = program_of(asked.packs, asked.locked)
    wanted: list[str] | None = None
    if asked.only:
        from medrules_cli.naming import chosen

        declared = [item.path for item in program.derived]
        wanted = [path for name in asked.only for path in chosen(declared, name)]
    evaluation = evaluate(
        program,
        profile_of(asked.profile, program, asked.overrides),
        only=wanted,
        engine=engine_of(asked.engine, program),
        keep=True,
    )
    if format_ == "json":
        from medrules.report_json import evaluation_json, to_text

        write(to_text(evaluation_json(program, evaluation)), output)
        return
    from medrules_cli.report.assemble import Assembly

    assembly = Assembly(program, evaluation, asked)
    blocks = assembly.selected(wanted) if wanted else assembly.blocks()
    if format_ == "markdown":
        from medrules_cli.report import markdown

        write(markdown.lay_out(blocks), output)
        return
    from medrules_cli.report import text

    write(text.lay_out(blocks, width(), style_for(output)), output)
