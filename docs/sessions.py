"""The sessions on the pages: run them, and put what they print where the pages show it.

In: the text of a Markdown page. Out: the same text with the output that its commands print now. A
page is run from top to bottom in one empty folder that sees the repository's ``examples`` and
``packs``; what a step writes, the next one finds. Refused: nothing; a command that fails shows what it
printed, as in a terminal.

What counts, in fenced blocks:

- ``console``, and ``text`` that begins with ``$ ``: lines that begin with ``$ `` are commands for
  ``sh``; what follows is their output.
- ``toml``, ``json``, ``python`` with a first line ``# folder/name.ext``: a file of that name.

Run it as ``python docs/sessions.py`` to bring every page up to date.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
SEEN = ("examples", "packs")
WRITTEN = ("toml", "json", "python")
WIDTH = 88
SECONDS = 120
_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([\w./-]+\.(?:toml|json|py))\n")


def pages() -> list[Path]:
    """Every page that people write: the README and the pages of this folder."""
    return [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("decisions/*.md"))]


def blocks(text: str, *languages: str) -> list[str]:
    """The fenced blocks in these languages, in order."""
    return [body for language, body in _BLOCK.findall(text) if language in languages]


def files(text: str) -> dict[str, str]:
    """The files that the page writes, by name."""
    found = {}
    for body in blocks(text, *WRITTEN):
        named = _FILE.match(body)
        if named is not None:
            found[named.group(1)] = body
    return found


def refreshed(text: str, folder: Path) -> str:
    """The page with what its commands print now, having run it in that empty folder."""
    for name in SEEN:
        (folder / name).symlink_to(ROOT / name)
    surroundings = _surroundings(folder)

    def run(match: re.Match[str]) -> str:
        language, body = match.groups()
        if language == "console" or (language == "text" and body.startswith("$ ")):
            return f"```{language}\n{_session(body, folder, surroundings)}```"
        for name, content in files(match.group(0)).items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, encoding="utf-8")
        return match.group(0)

    return _BLOCK.sub(run, text)


def _session(body: str, folder: Path, surroundings: dict[str, str]) -> str:
    lines = []
    for line in body.splitlines():
        if not line.startswith("$ "):
            continue
        done = subprocess.run(
            ["sh", "-c", line[2:]],
            cwd=folder,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
        printed = done.stdout.decode("utf-8").rstrip("\n")
        lines.append(f"{line}\n{printed}\n" if printed else f"{line}\n")
    return "".join(lines)


def _surroundings(folder: Path) -> dict[str, str]:
    """The environment of a plain terminal in which ``medrules`` is this very installation."""
    tools = folder / ".tools"
    tools.mkdir()
    script = tools / "medrules"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m medrules_cli "$@"\n')
    script.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    return kept | {
        "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "MEDRULES_CACHE_DIR": str(folder / ".cache"),
        "NO_COLOR": "1",
        "COLUMNS": str(WIDTH),
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
    }


def main() -> None:
    """Bring the pages named on the command line, or all, up to date."""
    for page in [Path(name).resolve() for name in sys.argv[1:]] or pages():
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            now = refreshed(text, Path(folder))
        if "internal error" in now:
            sys.exit(f"{page.relative_to(ROOT)}: a command met a defect; nothing is written")
        if now != text:
            page.write_text(now, encoding="utf-8")
            print(f"{page.relative_to(ROOT)}: brought up to date")


if __name__ == "__main__":
    main()
