"""``medrules explain``: why an answer is what it is, and why it is not something else.

In: a profile, or an evaluation that was saved as JSON, and the conclusions to explain. Out: proof
trees as text, JSON or Mermaid. A saved evaluation is replayed: the same packs give the same answer,
or what differs is said, with exit code 1. Refused with exit code 2: packs and profiles that cannot
be used, conclusions and values that do not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medrules_cli.engines import engine_of, engine_option
from medrules_cli.inputs import profile_of, program_of, saved_evaluation, text_given
from medrules_cli.naming import chosen
from medrules_cli.options import (
    Command,
    complete_answer,
    complete_conclusion,
    format_option,
    locked_option,
    output_option,
    pack_option,
    set_option,
)
from medrules_cli.output import style_for, width, write

if TYPE_CHECKING:
    from medrules.explain.proof import Proof
    from medrules.ir.evaluation import Evaluation
    from medrules.ir.program import Program
    from medrules.report_json import SavedEvaluation


@click.command(
    cls=Command,
    short_help="Prove each conclusion, down to the sources.",
    examples="""
    medrules explain me.toml
    medrules explain me.toml degree.value --depth 1
    medrules explain me.toml --why-not decision.outcome=worthwhile
    medrules evaluate me.toml -f json -o answer.json && medrules explain answer.json
    """,
)
@click.argument("profile", type=click.Path())
@click.argument(
    "conclusions", nargs=-1, metavar="[CONCLUSION]...", shell_complete=complete_conclusion
)
@click.option(
    "--why-not",
    "why_nots",
    multiple=True,
    metavar="CONCLUSION[=VALUE]",
    shell_complete=complete_answer,
    help="Say why this did not come, rule by rule.",
)
@click.option(
    "--depth",
    type=click.IntRange(1),
    metavar="N",
    help="Follow conclusions this deep; 1 shows only the rules of the one asked about.",
)
@format_option("text", "json", "mermaid")
@set_option
@pack_option
@locked_option
@engine_option
@output_option
def command(
    profile: str,
    conclusions: tuple[str, ...],
    why_nots: tuple[str, ...],
    depth: int | None,
    format_: str,
    overrides: tuple[str, ...],
    packs: tuple[str, ...],
    locked: str | None,
    engine: str,
    output: str | None,
) -> int:
    """Show the proof of each CONCLUSION (by default the headline of the report).

    PROFILE is a profile, an evaluation saved as JSON, or - for either on standard input. CONCLUSION may
    be the beginning of several names (costs), a whole list (programs) or a field of it
    (programs[].rank).
    """
    from medrules.evaluating import evaluate

    program = program_of(packs, locked)
    source = text_given(profile)
    saved = saved_evaluation(source)
    if saved is not None and overrides:
        raise click.UsageError("--set cannot change a saved evaluation; give its profile instead")
    if saved is not None:
        facts = saved.profile(program)
    else:
        facts = profile_of(profile, program, overrides, placed=True, source=source)
    evaluation = evaluate(program, facts, engine=engine_of(engine, program), keep=True)
    proofs = _proofs(program, evaluation, conclusions, why_nots)
    code = 0
    if saved is not None:
        code = _replay(program, evaluation, saved)
    match format_:
        case "json":
            from medrules.exact_json import to_text
            from medrules.explain.as_json import explanation_json

            write(to_text(explanation_json(program, evaluation, proofs)), output)
        case "mermaid":
            from medrules.explain.as_mermaid import to_mermaid

            write(
                "\n".join(to_mermaid(program, proof).rstrip("\n") + "\n" for proof in proofs),
                output,
            )
        case _:
            from medrules.explain.as_text import to_lines
            from medrules_cli.report.proof import lay_out

            style, columns = style_for(output), width()
            texts = [lay_out(to_lines(program, proof, depth), columns, style) for proof in proofs]
            write("\n".join(texts), output)
    return code


def _proofs(
    program: Program,
    evaluation: Evaluation,
    conclusions: tuple[str, ...],
    why_nots: tuple[str, ...],
) -> list[Proof]:
    from medrules.explain.asked import asked_value
    from medrules.explain.prove import prove
    from medrules.explain.why_not import why_not

    wanted = [path for name in conclusions for path in chosen(evaluation.conclusions, name)]
    if not conclusions and not why_nots:
        wanted = _headlines(program, evaluation)
    proofs = [prove(program, evaluation, path) for path in wanted]
    for text in why_nots:
        name, given, value = text.partition("=")
        for path in chosen(evaluation.conclusions, name.strip()):
            asked = asked_value(program, path, value.strip()) if given else None
            proofs.append(why_not(program, evaluation, path, asked))
    return proofs


def _headlines(program: Program, evaluation: Evaluation) -> list[str]:
    """What the report shows first; without a report, every conclusion that has an answer."""
    shown = [
        path
        for section in program.report
        if section.kind == "headline"
        for path in section.show
        if path in evaluation.conclusions
    ]
    return shown or list(evaluation.conclusions)


def _replay(program: Program, evaluation: Evaluation, saved: SavedEvaluation) -> int:
    """Say on stderr whether the saved answer still holds; 1 when it does not."""
    from medrules.report_json import differences, evaluation_json

    found = differences(saved, evaluation_json(program, evaluation))
    if not found:
        click.echo("Replayed: the same packs give the same answer.", err=True)
        return 0
    click.echo("Replayed: this is not as it was saved.", err=True)
    for one in found:
        click.echo(
            f"  {one.kind} {one.path}: {_told(one.then)} then, {_told(one.now)} now", err=True
        )
    return 1


def _told(value: object) -> str:
    """A side of a difference in a few words."""
    from medrules.diagnostics.sanitise import visible_line

    match value:
        case None:
            told = "absent"
        case {"status": "settled", "value": inner}:
            told = _told(inner)
        case {"status": str(status)}:
            told = status
        case {"version": version, "digest": str(digest)}:
            told = f"{version} ({digest[:12]})"
        case [*items]:
            told = f"[{', '.join(_told(one) for one in items)}]"
        case _:
            told = str(value)
    return visible_line(told)
