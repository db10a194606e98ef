"""``medrules explain-code``: what a diagnostic code means.

In: a code such as ``MR0301``, or nothing for the list. Out: its page as text. Refused: a code that
does not exist.
"""

from __future__ import annotations

import click

from medrules_cli.options import Command
from medrules_cli.output import style_for, write


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from medrules.diagnostics.codes import all_codes

    return [code.code for code in all_codes() if code.code.startswith(incomplete.upper())]


@click.command(
    cls=Command,
    short_help="Say what a diagnostic code means.",
    examples="""
    medrules explain-code MR0301
    medrules explain-code
    """,
)
@click.argument("code", required=False, shell_complete=_complete)
def command(code: str | None) -> None:
    """Say what the diagnostic CODE means, why it matters, and how to mend it."""
    from medrules.diagnostics.codes import all_codes, lookup

    style = style_for(None)
    if code is None:
        write("".join(f"{item.code}  {item.name}\n" for item in all_codes()), None)
        return
    try:
        found = lookup(code.upper())
    except KeyError:
        from medrules.diagnostics.suggest import did_you_mean

        known = [item.code for item in all_codes()]
        # Another number is another thing; only a slip in the form tells what was meant.
        slip = len(code) != len(known[0])
        hint = did_you_mean(code.upper(), known) if slip else ""
        hint = hint or '"medrules explain-code" lists all codes'
        raise click.UsageError(f'there is no code "{code}"; {hint}') from None
    write(
        f"{style.heading(f'{found.code} {found.name}')} ({found.severity})\n\n"
        f"{found.what}\n\n{style.heading('Why')}\n{found.why}\n\n"
        f"{style.heading('Example')}\n{found.example}\n\n{style.heading('How to mend it')}\n{found.mend}\n",
        None,
    )
