"""A document as one HTML page, or as a site: a folder of pages.

In: a document. Out: HTML without scripts and without anything from a network: style and drawings
are part of it. Refused: nothing. Every text is escaped by the template, and made visible before
(``sanitise``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from medrules.document.layout import LINE, PADDING, drawn
from medrules.document.model import Document, Part
from medrules_cli.documents.addresses import web_address
from medrules_cli.page_template import page_template

if TYPE_CHECKING:
    from jinja2 import Template

INDEX = "index.html"


def to_page(document: Document) -> str:
    """The whole document as one page."""
    return _template().render(
        document=document,
        parts=document.parts,
        pages=(),
        here="",
        home="",
        address=_Address({}),
        whole=True,
    )


def to_site(document: Document) -> dict[str, str]:
    """The pages by file name; ``index.html`` is the first, and every part has one."""
    names = {part.anchor: f"{part.anchor}.html" for part in document.parts}
    homes = {anchor: names[part.anchor] for part in document.parts for anchor in _anchors(part)}
    template = _template()
    pages = tuple((names[part.anchor], part.title) for part in document.parts)
    address = _Address(homes)
    site = {
        INDEX: template.render(
            document=document,
            parts=(),
            pages=pages,
            here=INDEX,
            home=INDEX,
            address=address,
            whole=True,
        )
    }
    for part in document.parts:
        name = names[part.anchor]
        site[name] = template.render(
            document=document,
            parts=(part,),
            pages=pages,
            here=name,
            home=INDEX,
            address=address,
            whole=False,
        )
    return site


class _Address:
    """Where an anchor is: in this page, or in another of the site."""

    def __init__(self, homes: Mapping[str, str]) -> None:
        self._homes = homes

    def __call__(self, anchor: str) -> str:
        return f"{self._homes.get(anchor, '')}#{anchor}"


def _anchors(part: Part) -> Iterator[str]:
    from medrules.document.model import Grid

    yield part.anchor
    for block in part.blocks:
        if isinstance(block, Grid):
            yield from block.anchors
    for inner in part.parts:
        yield from _anchors(inner)


@cache
def _template() -> Template:
    return page_template(
        "document", drawn=drawn, web_address=web_address, LINE=LINE, PADDING=PADDING
    )
