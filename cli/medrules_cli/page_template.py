"""Page templates, in which nothing that a pack or a file says is taken for markup.

In: the folder of a template, and the functions that it may call. Out: the template ``page.html.j2``
made ready. Refused: nothing; a name that nobody gave is an error of the template (``StrictUndefined``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules.diagnostics.sanitise import visible

if TYPE_CHECKING:
    from jinja2 import Template


def page_template(folder: str, **given: object) -> Template:
    """The page in that folder of ``medrules_cli/templates``; ``given`` are its globals."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("medrules_cli", f"templates/{folder}"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Whatever is put into the page passes here, before it is escaped.
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.filters["kind"] = lambda value: type(value).__name__
    environment.globals.update(given)
    return environment.get_template("page.html.j2")
