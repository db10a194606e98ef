"""The rules by hand in C, compiled when they are first wanted; one thread.

In: a folder to compile in, and columns. Out: a function over the columns. Refused, as ``Absent``: no
compiler, or one that fails.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.contenders.model import Absent
from benchmarks.profiles import CONCLUSIONS

Columns = dict[str, Any]

FACTS = (
    *("person__stage", "person__role", "person__contract", "house__funding", "course__level"),
    *("person__motives", "person__activities", "person__on_leave", "house__protected"),
    *("house__chair_agrees", "person__teaching_years", "person__papers", "person__budget"),
    *("house__amount", "course__price", "course__weeks", "person__hours", "course__hours"),
)
"""In the order of the C struct; the conclusions stand in their usual order."""
KINDS = {
    **dict.fromkeys(("standing", "backing", "depth", "direction", "outcome"), "int8"),
    **dict.fromkeys(("credit", "signals", "share", "obstacles"), "int32"),
    **dict.fromkeys(("secure", "time_fits", "money_fits"), "bool"),
    **dict.fromkeys(("hours_total", "burden", "score"), "float64"),
}


def compiled(folder: Path) -> Callable[[Columns], Columns]:
    """The loop as a function. Raises ``Absent``."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise Absent("no C compiler is installed")
    library = folder / "loop.so"
    source = Path(__file__).with_name("loop.c")
    done = subprocess.run(
        [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Absent(f"the C compiler failed: {done.stderr.strip()[:200]}")
    function = ctypes.CDLL(str(library)).answer
    function.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)
    function.restype = None

    def answer(columns: Columns) -> Columns:
        import numpy as np

        given = [np.ascontiguousarray(columns[name]) for name in FACTS]
        rows = len(given[0])
        found = {name: np.empty(rows, KINDS[name]) for name in CONCLUSIONS}

        def struct(arrays: list[Any]) -> Any:
            return (ctypes.c_void_p * len(arrays))(*[array.ctypes.data for array in arrays])

        function(struct(given), struct(list(found.values())), rows)
        return found

    return answer
