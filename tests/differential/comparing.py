"""Two runs side by side.

In: the run of the interpreter, and that of another runtime. Out: what differs, in words; nothing where they
agree. Refused: nothing. Firings do not count: not every runtime has them.
"""

from __future__ import annotations

from medrules.ir.evaluation import Run

_MISSING = object()


def differences(wanted: Run, came: Run) -> list[str]:
    """Every slot, record and conflict in which two runs differ."""
    found: list[str] = []
    for path in sorted(wanted.values.keys() | came.values.keys()):
        _slot(path, wanted.values.get(path, _MISSING), came.values.get(path, _MISSING), found)
    for path in sorted(wanted.records.keys() | came.records.keys()):
        one, other = wanted.records.get(path), came.records.get(path)
        if one is None or other is None or len(one) != len(other):
            found.append(f"{path}: {one} became {other}")
            continue
        for place, (row, changed) in enumerate(zip(one, other, strict=True)):
            for name in sorted(row.keys() | changed.keys()):
                here = f"{path}[{place}].{name}"
                _slot(here, row.get(name, _MISSING), changed.get(name, _MISSING), found)
    if sorted(wanted.conflicts) != sorted(came.conflicts):
        found.append(f"conflicts: {wanted.conflicts} became {came.conflicts}")
    return found


def _slot(path: str, wanted: object, came: object, found: list[str]) -> None:
    """Numbers are one type; a truth value is no number."""
    if wanted != came or isinstance(wanted, bool) is not isinstance(came, bool):
        found.append(f"{path}: {wanted!r} became {came!r}")
