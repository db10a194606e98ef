"""A Spark session that keeps quiet, and what Spark and Java say turned into diagnostics.

In: the address of a Spark (``local[2]``, ``spark://host:7077``, ``yarn``, ``k8s://…``); empty for this
machine, all of it. Out: ``session``, a session for one run; ``plainly``. Refused, as ``MedrulesError``:
pyspark not installed (MR1001), no Java (MR1160), a Spark that does not answer (MR1161). Whatever stops Spark
later is MR1162, with the line of what it says that tells most.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.diagnostics.sanitise import visible_line

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ADDRESS = re.compile(r"local(\[(\*|\d+)\])?|yarn|spark://\S+|k8s://\S+")
_OLDEST_JAVA = 17
METHOD_LIMIT = 8000
"""HotSpot compiles no method of more bytes; what exceeds it runs ten times slower, interpreted."""

DRIVER_MEMORY = "3g"
"""What planning needs; with Spark's own 1g it spends its time collecting garbage."""

_QUIET = """
status = off
rootLogger.level = off
"""


@contextmanager
def session(address: str = "") -> Iterator[SparkSession]:
    """A session, stopped at the end if it was started here."""
    check_needs(address)
    from pyspark.sql import SparkSession

    master = address or "local[*]"
    before = SparkSession.getActiveSession()
    with TemporaryDirectory(prefix="medrules-spark-") as scratch:
        started = _started(master, scratch)
        try:
            yield started
        finally:
            if before is None:
                started.stop()


def settings(scratch: str) -> dict[str, str]:
    """What a session is started with."""
    logs = os.path.join(scratch, "log4j2.properties")
    return {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        # Numbers that overflow must fail, never wrap; the query is made so that none can.
        "spark.sql.ansi.enabled": "true",
        # A generated method that HotSpot would not compile is not used: Spark then evaluates
        # stage by stage, in methods that it splits.
        "spark.sql.codegen.hugeMethodLimit": str(METHOD_LIMIT),
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logs}",
        "spark.local.dir": scratch,
        # The plan is long: telling it in full to listeners takes longer than to make it.
        "spark.sql.maxPlanStringLength": "10000",
        # There is no shuffle whose sizes could change the plan.
        "spark.sql.adaptive.enabled": "false",
        # What a filter at the end says of columns would be followed back through every projection,
        # in all ways of writing it: millions of expressions.
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.driver.memory": DRIVER_MEMORY,
    }


def _started(master: str, scratch: str) -> SparkSession:
    from pyspark.sql import SparkSession

    with open(os.path.join(scratch, "log4j2.properties"), "w", encoding="ascii") as stream:
        stream.write(_QUIET)
    builder = SparkSession.builder.master(master).appName("medrules")
    for key, value in settings(scratch).items():
        builder = builder.config(key, value)
    try:
        with _silent():
            return builder.getOrCreate()
    except Exception as error:  # whatever Java says while it starts
        raise MedrulesError(
            [
                report(
                    "MR1161",
                    f'Spark does not start at "{visible_line(master)}": {told(error)}',
                    help="See that the address is right; local[2] is this machine with two cores.",
                )
            ]
        ) from None


def check_needs(address: str) -> None:
    """Raise MedrulesError where something that Spark needs is lacking."""
    if address and _ADDRESS.fullmatch(address) is None:
        raise MedrulesError(
            [
                report(
                    "MR1161",
                    f'"{visible_line(address)}" is no address of a Spark',
                    help="Write local[2], spark://HOST:7077, yarn or k8s://…; nothing for this machine.",
                )
            ]
        )
    if find_spec("pyspark") is None or find_spec("sqlglot") is None:
        raise MedrulesError(
            [
                report(
                    "MR1001",
                    "Cohorts on Spark need pyspark and sqlglot, which are not installed",
                    help="run: pip install 'medrules[spark]'",
                )
            ]
        )
    found = java_version()
    if found is None or found < _OLDEST_JAVA:
        what = "was not found" if found is None else f"is Java {found}"
        raise MedrulesError(
            [
                report(
                    "MR1160",
                    f"Spark needs Java {_OLDEST_JAVA} or newer; what is here {what}",
                    help="Install a JDK, such as openjdk-17-jre-headless, or set JAVA_HOME.",
                )
            ]
        )


def java_version() -> int | None:
    """The version of the Java that Spark would start; None where there is none that runs."""
    home = os.environ.get("JAVA_HOME")
    command = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if command is None:
        return None
    try:
        done = subprocess.run(
            [command, "-version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(found.group(1)) if found else None


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what Java prints while it starts off the terminal."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def plainly(code: str, what: str, help: str = "") -> Iterator[None]:
    """Turn what Spark raises into that diagnostic; ``what`` begins its sentence."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise MedrulesError([report(code, f"{what}: {told(error)}", help=help)]) from None


def told(error: BaseException) -> str:
    """The one line of what Spark or Java says that tells a person most."""
    text = str(error).strip()
    thrown = getattr(error, "java_exception", None)
    while thrown is not None:  # the innermost cause says what happened
        text, thrown = str(thrown.toString()).strip(), thrown.getCause()
    causes = re.findall(r"^Caused by: (?:[\w.$]+: )?(.+)$", text, re.MULTILINE)
    lines = [line for line in (causes[-1:] or text.splitlines()) if not line.startswith("\tat ")]
    first = lines[0] if lines else type(error).__name__
    first = re.sub(r"^(?:[\w.$]+(?:Exception|Error): )+", "", first)
    first = re.sub(r"\s*SQLSTATE: \w+.*$", "", re.sub(r"^\[[A-Z_.]+\] ?", "", first))
    return visible_line(first[:300].rstrip(". "))
