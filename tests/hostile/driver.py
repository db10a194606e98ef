"""Run as a program in a process of its own: what is under test, and nothing of pytest.

In: a JSON object on stdin: what to do with which folders. Out: a JSON array on stdout, an object for
each thing done: the codes of the diagnostics, how they read on a terminal, the processor time taken.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date

from medrules.cases.read import read_cases
from medrules.cases.run import run_cases
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.render import render_text
from medrules.distribution.verify import verify_wheel
from medrules.evaluating import evaluate
from medrules.formatting.folder import reformat
from medrules.lint.inspection import inspect
from medrules.loading import compile_folders, pack_folders
from medrules_cli.inputs import text_of


def main() -> None:
    asked = json.load(sys.stdin)
    json.dump([ended(what, asked["folders"]) for what in asked["do"]], sys.stdout)


def ended(what: str, folders: Sequence[str]) -> dict[str, object]:
    """Do it, and say how it ended."""
    slowness = measured()
    start = time.process_time()
    try:
        found = run(what, folders)
    except MedrulesError as error:
        found = error.diagnostics
    taken = time.process_time() - start
    slowness = max(slowness, measured())
    shown = render_text(found, text_of)
    return {
        "codes": [one.code for one in found],
        "messages": [one.message for one in found],
        "shown": shown,
        "seconds": taken,
        "slowness": slowness,
    }


def measured() -> float:
    """How long a fixed piece of work takes, in units of what it takes on an idle machine."""
    start = time.process_time()
    words: dict[str, int] = {}
    for number in range(60_000):
        word = str(number % 997)
        words[word] = words.get(word, 0) + len(word)
    return (time.process_time() - start) / 0.012


def run(what: str, folders: Sequence[str]) -> Sequence[Diagnostic]:
    if what == "format":
        reformat(folders[0])
        return ()
    if what == "verify":
        return verify_wheel(folders[0]).findings
    files = pack_folders(folders, installed=False)
    if what == "check":
        return inspect(files[-1], files[:-1], today=date(2026, 1, 1)).diagnostics
    program = compile_folders(files)
    if what == "evaluate":
        for conclusion in evaluate(program, {}).conclusions.values():
            str(conclusion.settlement)
    elif what == "test":
        cases = read_cases(files[-1], program, program.packs[-1].id)
        return [one for outcome in run_cases(program, cases) for one in outcome.failures]
    return ()


if __name__ == "__main__":
    main()
