"""Conclusions, and other things, by the names that people give them on the command line.

In: the paths that there are, declared (``programs[].score``) or concrete (``programs[0].score``), and a
name: one of them, a field of every record (``programs[].score``), or the beginning of several
(``costs``, ``programs``, ``programs[0]``). Out: the paths that are meant. Refused, as a usage error
with a suggestion: a name that means none.
"""

from __future__ import annotations

from collections.abc import Iterable

import click


def chosen(paths: Iterable[str], name: str) -> list[str]:
    """The paths that the name means, in their order. Raises UsageError when it means none."""
    known = list(paths)
    found = [path for path in known if _meant(path, name) or _meant(_declared(path), name)]
    if not found:
        from medrules.diagnostics.suggest import did_you_mean

        beginnings = {path[:at] for path in known for at, char in enumerate(path) if char in ".["}
        hint = (
            did_you_mean(name, [*known, *sorted(beginnings)])
            or '"medrules facts --conclusions" lists them'
        )
        raise click.UsageError(f'there is no conclusion "{name}"; {hint}')
    return found


def one_of(names: Iterable[str], name: str, option: str, kind: str) -> str:
    """The name, where it is one of them. Raises BadParameter, with a suggestion, where it is not."""
    known = list(names)
    if name in known:
        return name
    from medrules.diagnostics.suggest import did_you_mean

    hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
    raise click.BadParameter(f'there is no {kind} "{name}"; {hint}', param_hint=option)


def _meant(path: str, name: str) -> bool:
    return path == name or path.startswith((f"{name}.", f"{name}["))


def _declared(path: str) -> str:
    head, bracket, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if bracket else path
