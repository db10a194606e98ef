"""Every diagnostic code, gathered from the area files in this folder.

In: the modules of this package, each with a tuple ``CODES`` of ``Code`` (a new area is one new file
and no edit elsewhere). Out: ``lookup``, ``all_codes`` and ``report``, which makes a ``Diagnostic``
with the severity of its code. Refused: a code that no area holds (KeyError).

The area files are read when the first diagnostic is made, never before: a run that has nothing to
report does not pay for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from medrules.diagnostics.model import Diagnostic, Label
from medrules.source.span import NOWHERE, Span

if TYPE_CHECKING:
    from medrules.diagnostics.codes.code import Code

AREAS = {
    "01": "Reading files, TOML and JSON",
    "02": "FEEL syntax",
    "03": "Names, types and units",
    "04": "Pack structure",
    "05": "Composition of packs",
    "06": "Profiles",
    "07": "Evaluation",
    "08": "Lint",
    "09": "DMN",
    "10": "Targets",
    "11": "Cohorts",
}
"""What the first two digits of a code stand for."""


@cache
def codes_by_file() -> dict[str, tuple[Code, ...]]:
    """The codes of every area file, by the name of its module, in the order of their names."""
    from importlib import import_module
    from pkgutil import iter_modules

    names = sorted(module.name for module in iter_modules(__path__) if module.name != "code")
    return {name: import_module(f"{__name__}.{name}").CODES for name in names}


@cache
def _registry() -> dict[str, Code]:
    return {code.code: code for codes in codes_by_file().values() for code in codes}


def all_codes() -> tuple[Code, ...]:
    """Every code there is, by number."""
    return tuple(code for _, code in sorted(_registry().items()))


def lookup(code: str) -> Code:
    """What ``code`` means. Raises KeyError for a code that no area holds."""
    return _registry()[code]


def report(
    code: str,
    message: str,
    span: Span = NOWHERE,
    labels: Iterable[Label] = (),
    help: str = "",
) -> Diagnostic:
    """A diagnostic with the severity of its code. Raises KeyError for an unknown code.

    ``message`` is one sentence without the place, ``help`` says what to do next.
    """
    return Diagnostic(code, lookup(code).severity, message, span, tuple(labels), help)
