"""What the project around a pack says of it.

In: the folder that was named, and the folder of the pack in it. Out: ``Project``: the names under
which the pack is to be installed, what it needs, its readme and licence. A pack without a project
gets names from its id. Refused, as diagnostics: a ``pyproject.toml`` that cannot be read, that says
another version, or that does not register the pack; code beside the pack's files; file names that
not every system can keep.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.distribution.names import (
    HOOK,
    PREFIX,
    module_of,
    portable,
    python_version,
    usable_module,
)
from medrules.ir.program import PackStamp
from medrules.packs.folder import PackFiles
from medrules.source.document import Document
from medrules.source.text import read_text
from medrules.source.toml import parse_toml

NEEDS = "medrules>=0.1"
"""Every pack in this version of the format needs it."""
_TEXT_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Project:
    """The names and texts that a wheel has besides the pack's own files."""

    distribution: str
    module: str
    version: str
    needs: tuple[str, ...]
    readme: str
    licences: tuple[tuple[str, str], ...]


def read_project(folder: str, files: PackFiles, stamp: PackStamp) -> Project:
    """The project of the pack. Raises MedrulesError with everything that is wrong with it."""
    problems: list[Diagnostic] = []
    root = _project_of(folder, stamp.root)
    texts = root or stamp.root
    distribution, module = PREFIX.replace("_", "-") + stamp.id, module_of(stamp.id)
    needs: list[str] = []
    if root is not None:
        path = os.path.join(root, "pyproject.toml")
        document = parse_toml(read_text(path, _TEXT_LIMIT))
        module = os.path.basename(os.path.abspath(stamp.root))
        distribution, needs = _declared(document, stamp, module, problems)
    if not usable_module(module):
        problems.append(
            report(
                "MR0523",
                f'a pack cannot be installed as the module "{module}"',
                help="rename the folder of the pack, such as to "
                f"{stamp.id.replace('-', '_')}_pack; its name must be free in Python",
            )
        )
    problems += [*_code(stamp.root), *_names(files)]
    version = ""
    try:
        version = python_version(stamp.version)
    except ValueError:
        problems.append(
            report(
                "MR0520",
                f"version {stamp.version} cannot be the version of a wheel",
                help="write it like 1.2.0, 1.2.0-alpha.1, 1.2.0-beta.1, 1.2.0-rc.1 or 1.2.0-dev.1",
            )
        )
    if problems:
        raise MedrulesError(problems)
    if all(not need.replace(" ", "").startswith("medrules>") for need in needs):
        needs.insert(0, NEEDS)
    licences = tuple(
        (name, text)
        for name in ("LICENSE", "LICENSE.txt", "LICENSE.md")
        if (text := _own(texts, name))
    )
    return Project(distribution, module, version, tuple(needs), _own(texts, "README.md"), licences)


def _project_of(folder: str, pack: str) -> str | None:
    """Where the pyproject.toml of the pack is: in the folder named, or around a pack with a module."""
    places = [os.path.abspath(folder)]
    if os.path.exists(os.path.join(pack, "__init__.py")):
        above = os.path.dirname(os.path.abspath(pack))
        places += [above, os.path.dirname(above)]
    for place in places:
        if os.path.isfile(os.path.join(place, "pyproject.toml")):
            return place
    return None


def _declared(
    document: Document, stamp: PackStamp, module: str, problems: list[Diagnostic]
) -> tuple[str, list[str]]:
    """The name and the dependencies that pyproject.toml gives; what in it contradicts the pack."""
    project = document.data.get("project")
    table = project if isinstance(project, dict) else {}
    name = table.get("name")
    needs = table.get("dependencies", [])
    version = table.get("version")
    if not isinstance(name, str) or not isinstance(needs, list):
        problems.append(
            report(
                "MR0522",
                "this project has no name, or its dependencies are no list",
                document.value_span(("project", "name")),
                help='write [project] with name = "…" and dependencies = ["medrules"]',
            )
        )
        return "", []
    if isinstance(version, str) and version not in (stamp.version, _python(stamp.version)):
        problems.append(
            report(
                "MR0522",
                f"the project says version {version}, but pack.toml says {stamp.version}",
                document.value_span(("project", "version")),
                help="keep the version in pack.toml only; medrules pack new shows how",
            )
        )
    groups = table.get("entry-points")
    entries = groups.get("medrules") if isinstance(groups, dict) else None
    if not isinstance(entries, dict) or module not in entries.values():
        problems.append(
            report(
                "MR0522",
                f'the project does not register the module "{module}"',
                document.value_span(("project", "entry-points", "medrules")),
                help=f'write [project.entry-points.medrules] with {stamp.id} = "{module}"',
            )
        )
    return name, [str(one) for one in needs]


def _python(version: str) -> str:
    try:
        return python_version(version)
    except ValueError:
        return version


def _code(pack: str) -> list[Diagnostic]:
    """Python beside the pack's files that is not the hook: a wheel of a pack holds no other."""
    found: list[Diagnostic] = []
    for name in sorted(os.listdir(pack)):
        path = os.path.join(pack, name)
        if not name.endswith((".py", ".pyc", ".pyd", ".so")) or not os.path.isfile(path):
            continue
        if name == "__init__.py" and _own(pack, name) in (HOOK, ""):
            continue
        found.append(
            report(
                "MR0521",
                f"{path} holds code of its own",
                help="a pack is data and the hook that medrules writes; remove the code, or publish "
                "the project with a build tool for Python",
            )
        )
    return found


def _names(files: PackFiles) -> list[Diagnostic]:
    """File names that some system could not keep, or would take for the same."""
    found: list[Diagnostic] = []
    seen: dict[str, str] = {}
    for item in files.files:
        other = seen.setdefault(item.name.lower(), item.name)
        if not portable(item.name):
            message = f'the file name "{item.name}" cannot be used on every system'
        elif other != item.name:
            message = f'"{item.name}" and "{other}" are one file on some systems'
        else:
            continue
        found.append(
            report(
                "MR0524",
                message,
                help="use letters, digits, hyphens and underscores, such as rules.toml",
            )
        )
    return found


def _own(folder: str, name: str) -> str:
    """The text of a file of the project; empty where there is none."""
    path = os.path.join(folder, name)
    if os.path.islink(path) or not os.path.isfile(path):
        return ""
    return read_text(path, _TEXT_LIMIT).text
