"""Where data goes: stdout, or the file that ``-o`` names.

In: text. Out: the text, written whole or not at all. Refused: a file that cannot be written.
"""

from __future__ import annotations

import os
import sys

import click

from medrules_cli.colour import Style, wanted

MAX_WIDTH = 100


def write(text: str, output: str | None) -> None:
    """Write the text to stdout, or to the file."""
    if output is None or output == "-":
        sys.stdout.write(text)
        return
    write_bytes(text.encode(), output)


def write_bytes(data: bytes, output: str) -> None:
    """Write the file whole, or not at all."""
    draft = f"{output}.{os.getpid()}.part"
    try:
        with open(draft, "wb") as stream:
            stream.write(data)
        if os.path.exists(output):
            os.chmod(draft, os.stat(output).st_mode & 0o777)
        os.replace(draft, output)
    except OSError as error:
        if os.path.exists(draft):
            os.unlink(draft)
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from error


def style_for(output: str | None) -> Style:
    """Colour only where the text goes to a terminal that wants it."""
    return Style((output is None or output == "-") and wanted(sys.stdout))


def width() -> int:
    """How many columns a report may take."""
    return min(columns(88), MAX_WIDTH)


def columns(otherwise: int) -> int:
    """The width of the terminal, or what ``COLUMNS`` says; ``otherwise`` where there is neither.

    As ``shutil.get_terminal_size``, without the archive formats that importing ``shutil`` loads.
    """
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return (
            os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else otherwise
        )
    except (OSError, ValueError):
        return otherwise
