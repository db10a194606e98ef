"""Programs and profiles for commands, from what the command line names.

In: ``--pack`` folders, the path of a profile (``-`` is stdin), ``--set`` options. Out: a program, a
profile. Refused, as ``MedrulesError``: packs and profiles that cannot be used, packs other than a
lock file names.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medrules.ir.evaluation import Profile
    from medrules.ir.program import Program
    from medrules.report_json import SavedEvaluation
    from medrules.source.text import SourceFile

MAX_SAVED_BYTES = 16 << 20
_kept: dict[str, str] = {}


def program_of(packs: Sequence[str], locked: str | None = None) -> Program:
    """The program of the installed packs and these folders; all of them as the lock file says."""
    from medrules.loading import load

    program = load(packs, spans=False)
    if locked is not None:
        from medrules.distribution.lock import check_lock
        from medrules_cli.problems import show

        warnings = check_lock(program, locked)
        if warnings:
            show(warnings)
    return program


def profile_of(
    path: str,
    program: Program,
    overrides: Sequence[str] = (),
    *,
    placed: bool = False,
    source: SourceFile | None = None,
) -> Profile:
    """The profile in that file; raises MedrulesError with everything that is wrong with it.

    With ``placed`` it knows where each value stands, which explanations show. ``source`` is the
    text of the file where it has been read already.
    """
    from medrules.profile.read import read_profile

    if source is None:
        _refuse_folder(path)
    found = read_profile(path, program, overrides, text=source)
    if found.source is not None and path == "-":
        remember(found.source.name, found.source.text)
    warnings = found.diagnostics if found.ok else ()
    if warnings:
        from medrules_cli.problems import show

        show(warnings)
    found.checked()
    return found.placed() if placed else found.profile


def text_given(path: str) -> SourceFile:
    """The text of a profile or a saved evaluation; ``-`` is stdin. Raises MedrulesError."""
    from medrules.source.text import read_stdin, read_text

    if path == "-":
        source = read_stdin(MAX_SAVED_BYTES)
        remember(source.name, source.text)
        return source
    _refuse_folder(path)
    return read_text(path, MAX_SAVED_BYTES)


def saved_evaluation(source: SourceFile) -> SavedEvaluation | None:
    """The evaluation saved in that text, or None when it holds a profile. Raises MedrulesError."""
    from medrules.report_json.saved import evaluation_from_json, is_saved

    return evaluation_from_json(source) if is_saved(source) else None


def _refuse_folder(path: str) -> None:
    """Raise MedrulesError where a folder stands for a profile; a pack's says what it is for."""
    if path == "-" or not os.path.isdir(path):
        return
    from medrules.diagnostics.codes import report
    from medrules.diagnostics.model import MedrulesError
    from medrules.source.span import Span

    if os.path.isfile(os.path.join(path, "pack.toml")):
        message = f'"{path}" is the folder of a pack, not a profile'
        help = f"give a profile, and the pack beside it: PROFILE --pack {path}"
    else:
        message = f'"{path}" is a folder, not a profile'
        help = "name the profile inside it"
    raise MedrulesError([report("MR0103", message, Span(path, 0, 0, 0, 0), help=help)])


def remember(name: str, text: str) -> None:
    """Keep the text of something that no file holds (stdin), to show its lines later."""
    _kept[name] = text


def text_of(name: str) -> str | None:
    """The text of a file that was read before, or that can still be read; else None."""
    if name in _kept:
        return _kept[name]
    place = _inside_pack(name) or name
    try:
        if os.path.getsize(place) > 1 << 20 or not os.path.isfile(place):
            return None
        with open(place, encoding="utf-8", errors="replace") as stream:
            return stream.read().removeprefix("\ufeff")
    except (OSError, ValueError):
        return None


def _inside_pack(name: str) -> str | None:
    """The file of an installed pack that a diagnostic names by the pack (``decision-flow/x.toml``)."""
    if os.path.exists(name):
        return None
    from medrules.cache.installed import installed_folders
    from medrules.version import __version__

    head, _, rest = name.partition("/")
    for root in installed_folders(__version__):
        if os.path.basename(root).replace("_", "-") == head and rest:
            return os.path.join(root, rest)
    return None
