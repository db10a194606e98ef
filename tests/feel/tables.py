"""Tables of FEEL texts kept beside the tests: a text on a line, what is expected of it indented below.

Lines that begin with ``#:`` are comments.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def table(name: str) -> list[tuple[str, list[str]]]:
    """The texts of ``name``.txt, each with the lines below it."""
    found: list[tuple[str, list[str]]] = []
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        elif not line.startswith("#:"):
            found.append((line, []))
    return found
