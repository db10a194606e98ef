"""``--engine``: who runs the rules.

In: the name of an engine as typed, and the program. Out: the engine, ready to run; None stands for the
interpreter, which is what there is without the option. Refused with exit code 2: a name that means
no engine, and an engine that cannot be used here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import click

    from medrules.ir.program import Program
    from medrules.targets import Engine

INTERPRETER = "interpreter"

F = TypeVar("F", bound=Callable[..., object])


def engine_option(command: F) -> F:
    """``--engine NAME``."""
    import click  # here, since a plain command line does without it

    return click.option(
        "--engine",
        default=INTERPRETER,
        show_default=True,
        metavar="NAME",
        shell_complete=_complete,
        help="What runs the rules; the answer is the same.",
    )(command)


def engine_of(name: str, program: Program) -> Engine | None:
    """The engine of that name for the program, or None for the interpreter."""
    if name == INTERPRETER:
        return None
    from medrules.targets import target
    from medrules_cli.naming import one_of

    make = target(one_of(engine_names(), name, "--engine", "engine")).engine
    return None if make is None else make(program)


def engine_names() -> list[str]:
    """The interpreter, and all runtimes that say which rules fired."""
    from medrules.targets import names, target

    return [INTERPRETER, *(name for name in names() if target(name).engine is not None)]


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in engine_names() if name.startswith(incomplete)]
