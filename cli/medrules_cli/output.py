"""Where data goes: stdout, or the file that ``-o`` names.

In: text. Out: the text; a file is written whole or not at all. Refused: a file that cannot be
written, a stdout that is closed or full. What the encoding of stdout lacks is written as an escape.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from medrules_cli.colour import Style, wanted

if TYPE_CHECKING:
    import click

MAX_WIDTH = 100


def write(text: str, output: str | None) -> None:
    """Write the text to stdout, or to the file."""
    if output is None or output == "-":
        if sys.stdout is None:
            raise _refusal("cannot write: the standard output is closed")
        try:
            sys.stdout.write(text)
        except OSError as error:
            raise unwritable(error) from None
        return
    write_bytes(text.encode("utf-8", "backslashreplace"), output)


def flush() -> None:
    """Write what is buffered now, while it can still be told from success."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError as error:
            raise unwritable(error) from None


def unwritable(error: OSError) -> Exception:
    """What to raise for a stdout that does not take the text: a closed pipe is nobody's mistake."""
    if isinstance(error, BrokenPipeError):
        return error
    # What is still buffered would fail once more when Python exits.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _refusal(f"cannot write to the standard output: {error.strerror}")


def _refusal(message: str) -> click.ClickException:
    """What click shows as an error; imported here, since a plain command line does without it."""
    import click

    return click.ClickException(message)


def tolerate(stream: TextIO | None) -> None:
    """Let the stream write a character that its encoding lacks as an escape, rather than fail."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")


def write_bytes(data: bytes, output: str) -> None:
    """Write the file whole, or not at all; what is no plain file, such as a pipe, as it comes."""
    target = os.path.realpath(output)
    draft = f"{target}.{os.getpid()}.part"
    try:
        if os.path.isdir(output):
            raise _refusal(f"cannot write {output}: it is a folder")
        if os.path.exists(output) and not os.path.isfile(output):
            with open(output, "wb") as stream:
                stream.write(data)
            return
        with open(draft, "wb") as stream:
            stream.write(data)
        if os.path.exists(target):
            os.chmod(draft, os.stat(target).st_mode & 0o777)
        os.replace(draft, target)
    except BrokenPipeError:
        raise
    except OSError as error:
        if os.path.lexists(draft):
            os.unlink(draft)
        raise _refusal(f"cannot write {output}: {error.strerror}") from error


def json_text(data: object) -> str:
    """Plain data as JSON text in which nothing can steer a terminal."""
    import json

    from medrules.diagnostics.sanitise import inert_json

    return inert_json(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"


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
