"""What a pack is called where Python looks for it: distribution, module, version, file.

In: the id and version of a pack. Out: names by Python's rules. Refused with ValueError: a version
that Python's tools could not order. A pack that is only a folder gets ``medrules_pack_NAME``, so
that its module can never stand in the way of another one.
"""

from __future__ import annotations

import re
import sys

PREFIX = "medrules_pack_"
HOOK = '''\
"""A pack of rules as data: this module only says where its files are."""

from __future__ import annotations

from pathlib import Path

from medrules import hookimpl


@hookimpl
def medrules_packs() -> list[Path]:
    """The folder of this pack."""
    return [Path(__file__).parent]
'''
"""The whole of the code in a pack's wheel."""

_FILE = re.compile(r"(cases/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}\.toml")
_MODULE = re.compile(r"[a-z_][a-z0-9_]*")
_VERSION = re.compile(
    r"(?P<release>\d+\.\d+\.\d+)(?:-(?P<stage>alpha|a|beta|b|rc|dev)\.?(?P<number>\d*))?"
    r"(?:\+(?P<build>[0-9A-Za-z.-]+))?",
    re.ASCII,
)
_STAGES = {"alpha": "a", "a": "a", "beta": "b", "b": "b", "rc": "rc", "dev": ".dev"}
_TAKEN = frozenset({"click", "pluggy", "jsonschema", "tomlkit", "jinja2", "pip", "setuptools"})


def module_of(pack: str) -> str:
    """The module of a pack that has no project of its own."""
    return PREFIX + pack.replace("-", "_")


def usable_module(name: str) -> bool:
    """Whether a pack's module may have that name without hiding another."""
    if not _MODULE.fullmatch(name) or name in _TAKEN or name in sys.stdlib_module_names:
        return False
    return name.startswith(PREFIX) or not name.startswith("medrules")


def portable(file: str) -> bool:
    """Whether every system can keep a pack's file under that name."""
    return _FILE.fullmatch(file) is not None


def python_version(version: str) -> str:
    """A pack's version as Python writes it: ``2.0.0-rc.1`` is ``2.0.0rc1``. Raises ValueError."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError(f"{version!r} has no counterpart among Python's versions")
    stage = f"{_STAGES[found['stage']]}{found['number'] or 0}" if found["stage"] else ""
    build = found["build"]
    local = "+" + re.sub(r"[-.]+", ".", build).lower().strip(".") if build else ""
    return found["release"] + stage + local


def normalised(distribution: str) -> str:
    """A distribution's name as it stands in file names."""
    return re.sub(r"[-_.]+", "_", distribution).lower()


def wheel_name(distribution: str, version: str) -> str:
    """The file name of the wheel; ``version`` as Python writes it."""
    return f"{normalised(distribution)}-{version}-py3-none-any.whl"
