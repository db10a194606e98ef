"""The command from a cold start, against importing click.

In: how many rounds. Out: a ``Group``. Refused: nothing. The cache of compiled packs is warm, as it is
for everybody after the first run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.options import Options
from benchmarks.results import Group, Must, Table, ranged, times
from benchmarks.timing import Figures, pairs

BASELINE = [sys.executable, "-c", "import click"]
PROFILES = ("complete.toml", "support-not-asked.toml")
BOUND = 1.8


def run(options: Options) -> Group:
    """``medrules evaluate`` of two examples, in turn with the baseline."""
    group = Group("Cold start")
    program = shutil.which("medrules", path=str(Path(sys.executable).parent)) or "medrules"
    profiles = Path(__file__).parents[1] / "examples" / "profiles"
    rows = []
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"MEDRULES_CACHE_DIR": cache, "NO_COLOR": "1"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def command(arguments: list[str]) -> Callable[[], object]:
            return lambda: subprocess.run(
                arguments, env=environment, stdout=subprocess.DEVNULL, check=True
            )

        for name in PROFILES:
            ours = [program, "evaluate", str(profiles / name)]
            found, base = pairs(
                [command(ours), command(BASELINE)], 7 if options.quick else 25, options.told
            )
            ratio = Figures.of([one / other for one, other in zip(found, base, strict=True)])
            rows.append((f"`medrules evaluate {name}`", ranged(Figures.of(found)), times(ratio)))
            rows.append(('`python -c "import click"`', ranged(Figures.of(base)), "1"))
            what = f"`medrules evaluate {name}` against `import click`"
            group.musts.append(Must(what, BOUND, ratio.median))
    columns = ("command", "from start to end", "times importing click")
    group.tables.append(Table("The whole command", columns, rows))
    return group
