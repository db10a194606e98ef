"""``medrules pack docs``: a pack as a document that people can read.

In: the folder of a pack. Out: Markdown or one HTML page (stdout, or a file), or a folder of pages.
Refused: a site without a folder to write it to, a pack that cannot be used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from medrules_cli.options import Command, format_option, pack_option
from medrules_cli.output import write

if TYPE_CHECKING:
    from medrules.document.model import Document

MOST_CHANGELOG_BYTES = 1 << 20


@click.command(
    cls=Command,
    examples="""
    medrules pack docs my-pack -o my-pack.md
    medrules pack docs my-pack --format html -o my-pack.html
    medrules pack docs my-pack --format site -o public/
    """,
)
@click.argument("folder", default=".", type=click.Path())
@click.option(
    "-o",
    "--output",
    metavar="PLACE",
    type=click.Path(),
    help="Write to this file, or for a site to this folder; Markdown and HTML go to stdout otherwise.",
)
@format_option("markdown", "html", "site")
@pack_option
def command(folder: str, output: str | None, format_: str, packs: tuple[str, ...]) -> int:
    """Write what the pack in FOLDER (default: here) decides, and how, for people to read.

    Flows are drawn, tables are tables, rules are said in words; with parameters, questions, sources and, from
    a CHANGELOG.md in the folder, the change history. A page needs nothing from a network.
    """
    if format_ == "site" and (output is None or output == "-"):
        raise click.UsageError("a site is a folder of pages: name the folder with -o PLACE")
    document = _document(folder, packs)
    match format_:
        case "site":
            from medrules_cli.documents.pages import to_site

            _write_site(to_site(document), output or "")
        case "html":
            from medrules_cli.documents.pages import to_page

            write(to_page(document), output)
        case _:
            from medrules_cli.documents.markdown import to_markdown

            write(to_markdown(document), output)
    return 0


def _document(folder: str, packs: tuple[str, ...]) -> Document:
    from medrules.document.build import document_of
    from medrules.packs.read import pack_from_files
    from medrules_cli.packs_at_work import open_pack

    pack = open_pack(folder, packs)
    return document_of(
        pack_from_files(pack.files), pack.program, _changelog(folder, pack.files.root)
    )


def _changelog(*folders: str) -> str:
    """The change log of the pack, or of the distribution that it lies in."""
    from medrules.source.text import read_text

    for folder in dict.fromkeys((folders[-1], *folders)):
        path = os.path.join(folder, "CHANGELOG.md")
        if os.path.isfile(path) and not os.path.islink(path):
            return read_text(path, MOST_CHANGELOG_BYTES).text
    return ""


def _write_site(pages: dict[str, str], output: str) -> None:
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"cannot write into {output}: {error.strerror}") from error
    for name, text in pages.items():
        write(text, os.path.join(output, name))
    click.echo(
        f"{len(pages)} pages in {output}; begin with {os.path.join(output, 'index.html')}", err=True
    )
