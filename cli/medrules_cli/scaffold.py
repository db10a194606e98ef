"""The files of a new pack: valid, tested, and commented so that one can learn from them.

In: the id of a pack, the packs it is to require, the loaded program. Out: file names and texts.
Refused, as usage errors with a suggestion: ids that cannot be ids, that are taken, or that could not
be installed; required packs that are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from medrules.ir.program import PackStamp, Parameter, Program

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MOST = 60
_SCHEMAS = ("pack", "content", "cases")


def checked_id(name: str, program: Program, *, folder_only: bool) -> str:
    """The name, if a new pack may have it as its id. Raises click.UsageError with another one."""
    if not _ID.fullmatch(name) or len(name) > _MOST:
        raise click.UsageError(
            f'"{_shown(name)}" cannot be the id of a pack: it takes lower-case words with hyphens, at most '
            f'{_MOST} letters; "{_suggested(name)}" would do'
        )
    if any(one.id == name for one in program.packs):
        raise click.UsageError(
            f'there is a pack "{name}" already, and this one would take its place; "my-{name}" '
            "would do"
        )
    from medrules.distribution.names import usable_module

    if not folder_only and not usable_module(_module(name)):
        raise click.UsageError(
            f'"{name}" would be installed as the module "{_module(name)}", which Python has a use '
            f'for; "{name}-pack" would do'
        )
    return name


def required(names: Sequence[str], program: Program) -> list[PackStamp]:
    """The loaded packs of those ids. Raises click.UsageError for any other."""
    known = {one.id: one for one in program.packs}
    for name in names:
        if name not in known:
            from medrules.diagnostics.suggest import did_you_mean

            hint = did_you_mean(name, known) or f"loaded are {', '.join(known)}"
            raise click.UsageError(f'there is no pack "{_shown(name)}" to require; {hint}')
    return [known[name] for name in dict.fromkeys(names)]


def new_pack(
    id: str, requires: Sequence[PackStamp], program: Program, today: date, *, folder_only: bool
) -> dict[str, str]:
    """Every file of the new pack by its path inside the folder."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    import medrules_schemas

    templates = Environment(
        loader=PackageLoader("medrules_cli", "templates/pack"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,
    )
    inside = "" if folder_only else f"{_module(id)}/"
    override = _override(requires, program)
    known: dict[str, object] = {
        "id": id,
        "ns": id.replace("-", "_"),
        "title": " ".join(word.capitalize() for word in id.split("-")),
        "module": _module(id),
        "folder": inside,
        "folder_only": folder_only,
        "schemas": "./schemas" if folder_only else "../schemas",
        "case_schemas": "../schemas" if folder_only else "../../schemas",
        "today": today.isoformat(),
        "next_year": _next_year(today),
        "requires": [{"id": one.id, "range": _range(one.version)} for one in requires],
        "override": override,
        "needs": ["medrules>=0.1", *_distributions(requires)],
    }
    names = {
        "README.md": "readme.md.j2",
        ".gitignore": "gitignore.j2",
        ".github/workflows/pack.yml": "workflow.yml.j2",
        f"{inside}pack.toml": "pack.toml.j2",
        f"{inside}facts.toml": "facts.toml.j2",
        f"{inside}rules.toml": "rules.toml.j2",
        f"{inside}sources.toml": "sources.toml.j2",
        f"{inside}cases/grant.toml": "cases.toml.j2",
    }
    if override is not None:
        names[f"{inside}overrides.toml"] = "overrides.toml.j2"
    if not folder_only:
        names["pyproject.toml"] = "pyproject.toml.j2"
    files = {path: templates.get_template(name).render(known) for path, name in names.items()}
    if not folder_only:
        from medrules.distribution.names import HOOK

        files[f"{inside}__init__.py"] = HOOK
    for name in _SCHEMAS:
        files[f"schemas/{name}.schema.json"] = medrules_schemas.text(name)
    return files


def _module(id: str) -> str:
    return id.replace("-", "_")


def _shown(name: str) -> str:
    from medrules.diagnostics.sanitise import visible_line

    return visible_line(name[:_MOST])


def _suggested(name: str) -> str:
    """The name made into an id: lower case, hyphens for everything that is no letter or digit."""
    from unicodedata import normalize

    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    id = "-".join(words)[:_MOST].strip("-")
    if not id:
        return "my-pack"
    return id if id[0].isalpha() else f"pack-{id}"


def _range(version: str) -> str:
    """From this version on, up to the next one that may change names."""
    major, minor, *_ = (*version.split("-")[0].split("+")[0].split("."), "0")
    return f">={major}.{minor}, <{int(major) + 1}"


def _next_year(today: date) -> str:
    try:
        return today.replace(year=today.year + 1).isoformat()
    except ValueError:  # the 29th of February
        return today.replace(year=today.year + 1, day=28).isoformat()


def _override(requires: Sequence[PackStamp], program: Program) -> dict[str, str] | None:
    """A number of a required pack to change as an example; one that is explained, if there is one.

    Not one that another loaded pack has changed: the two would collide.
    """
    wanted = {stamp.id for stamp in requires}
    found = [
        one
        for one in program.parameters
        if one.pack in wanted
        and _is_number(one)
        and all(change.pack in wanted for change in one.changes)
    ]
    found.sort(key=lambda one: (not one.path.startswith("thresholds."), not one.help))
    return _changed(found[0]) if found else None


def _is_number(one: Parameter) -> bool:
    from decimal import Decimal

    return isinstance(one.value, int | Decimal) and not isinstance(one.value, bool)


def _changed(one: Parameter) -> dict[str, str]:
    from decimal import Decimal

    value = one.value
    if not isinstance(value, int | Decimal):
        raise TypeError(f"{one.path} is no number")
    doubled = value * 2
    fits = one.maximum is None or doubled <= one.maximum
    return {"path": one.path, "was": str(value), "value": str(doubled if fits else value)}


def _distributions(requires: Sequence[PackStamp]) -> list[str]:
    """The distributions, other than medrules, that bring the required packs."""
    from importlib.metadata import entry_points

    found: dict[str, str] = {}
    for entry in entry_points(group="medrules"):
        if entry.dist is not None and entry.dist.name != "medrules":
            found[entry.name] = f"{entry.dist.name}>={entry.dist.version}"
    return [found[one.id] for one in requires if one.id in found]
