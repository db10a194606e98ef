"""The packs that are installed, found through their hooks.

In: the entry points of the group ``medrules`` (or, in tests and for embedding, modules given by
hand). Out: pack folders in order of entry-point name. Refused, as diagnostics: an entry point that
cannot be loaded, a hook that raises, a folder that is not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import pluggy

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.plugins.hookspecs import PackHooks


def installed_folders() -> tuple[str, ...]:
    """The pack folders of every installed distribution. Raises MedrulesError naming the broken ones."""
    found, problems = discovered()
    if problems:
        raise MedrulesError(problems)
    return found


def discovered() -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The pack folders of the distributions that are sound, and what is wrong with the others."""
    from importlib.metadata import entry_points

    plugins: list[tuple[str, object]] = []
    problems: list[Diagnostic] = []
    for entry in sorted(entry_points(group="medrules"), key=lambda item: item.name):
        try:
            plugins.append((entry.name, entry.load()))
        except (Exception, SystemExit) as error:  # a plug-in may fail in any way it likes
            problems.append(
                report(
                    "MR0510",
                    f'the installed plug-in "{entry.name}" cannot be loaded: '
                    f"{type(error).__name__}: {error}",
                    help=f"reinstall or remove the distribution that provides {entry.value}",
                )
            )
    found, more = _asked(plugins)
    return found, problems + more


def folders_of(plugins: Sequence[tuple[str, object]]) -> tuple[str, ...]:
    """The pack folders that these plug-ins name, without repeats, in the order of the plug-ins."""
    found, problems = _asked(plugins)
    if problems:
        raise MedrulesError(problems)
    return found


def _asked(plugins: Sequence[tuple[str, object]]) -> tuple[tuple[str, ...], list[Diagnostic]]:
    found: dict[str, None] = {}
    problems: list[Diagnostic] = []
    for name, plugin in plugins:
        manager = pluggy.PluginManager("medrules")
        manager.add_hookspecs(PackHooks)
        try:
            manager.register(plugin, name)
            manager.check_pending()
            answers: Iterable[Iterable[str | os.PathLike[str]]] = manager.hook.medrules_packs()
            folders = [place for answer in answers for place in _places(answer)]
        except (Exception, SystemExit) as error:  # as above: it is told, not thrown
            problems.append(
                report(
                    "MR0511",
                    f'the hook of the plug-in "{name}" failed: {type(error).__name__}: {error}',
                    help="medrules_packs() returns a list of folders that hold pack.toml",
                )
            )
            continue
        found.update(dict.fromkeys(folders))
    return tuple(found), problems


def _places(answer: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The absolute paths in a hook's answer. Raises TypeError for anything but paths in a list."""
    if isinstance(answer, str | bytes | os.PathLike):
        raise TypeError("it gave one path, not a list of them")
    return [os.path.abspath(os.fsdecode(one)) for one in answer]
