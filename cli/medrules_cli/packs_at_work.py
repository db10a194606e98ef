"""The pack in a folder, with the packs it needs, for the commands of ``medrules pack``.

In: a folder and further ``--pack`` folders. Out: its files, the program, its id. Refused, as
``MedrulesError``: packs that cannot be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medrules.record import Record

if TYPE_CHECKING:
    from medrules.cases.model import Outcome
    from medrules.ir.program import Program
    from medrules.packs.folder import PackFiles


class PackAtWork(Record):
    """A pack under work: its id, its files, and the program of all packs together."""

    id: str
    files: PackFiles
    program: Program


def open_pack(folder: str, others: Sequence[str]) -> PackAtWork:
    """Compile the pack in that folder together with the others and with what they require."""
    from medrules.loading import compile_folders

    every = read_at_work(folder, others)
    program = compile_folders(every)
    files = every[-1]
    stamp = next(one for one in program.packs if one.root == files.root)
    return PackAtWork(stamp.id, files, program)


def read_at_work(folder: str, others: Sequence[str]) -> tuple[PackFiles, ...]:
    """The files of the pack in that folder, last, and before it those of the packs it stands on."""
    from medrules.loading import pack_at_work
    from medrules.packs.folder import find_pack, read_folder

    place = find_pack(folder)
    return pack_at_work(read_folder(place, place), others)


def called(folder: str) -> str:
    """What to call a folder in a message: "." says nothing."""
    import os

    return os.path.basename(os.path.abspath(folder)) if os.path.normpath(folder) == "." else folder


def run_all(pack: PackAtWork) -> tuple[Outcome, ...]:
    """Run every case of the pack."""
    from medrules.cases.read import read_cases
    from medrules.cases.run import run_cases

    return run_cases(pack.program, read_cases(pack.files, pack.program, pack.id))
