"""A Spark that is no thread of this process: a master and a worker of its own, on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.spark.cohorts import answers
from tests.spark.test_spark import CSV, PACK, RULES

HERE = "127.0.0.1"
_PATIENCE = 30
_SMALL = {"SPARK_LOCAL_IP": HERE, "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
"""Seven rows are no reason to compile twice, or to collect garbage on all cores."""


def _home() -> Path:
    """The distribution of Spark that pyspark brings."""
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(os.environ.get("SPARK_HOME") or Path(spec.origin).parent)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def _start(name: str, arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    own = {"SPARK_DAEMON_MEMORY": "256m", **_SMALL}
    with log.open("wb") as stream:
        return subprocess.Popen(
            [str(_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=os.environ | own,
            start_new_session=True,
        )


def _says(log: Path, words: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether the process says so before our patience ends."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if words in log.read_text(errors="replace"):
            return True
        time.sleep(0.2)
    return False


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """End the processes and whatever they have started."""
    for process in reversed(processes):
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, how)
            except ProcessLookupError:
                break
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                continue


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master with one worker of one core."""
    place = tmp_path_factory.mktemp("cluster")
    port = str(_free_port())
    address = f"spark://{HERE}:{port}"
    processes: list[subprocess.Popen[bytes]] = []
    try:
        log = place / "master.log"
        common = ["--host", HERE, "--webui-port", "0"]
        processes.append(_start("master.Master", [*common, "--port", port], log))
        if not _says(log, "I have been elected leader", processes[0]):
            pytest.skip(f"no master of Spark starts here: {log.read_text()[-300:]}")
        log = place / "worker.log"
        room = ["--cores", "1", "--memory", "1g", "--work-dir", str(place / "work")]
        processes.append(_start("worker.Worker", [*common, *room, address], log))
        if not _says(log, "Successfully registered with master", processes[1]):
            pytest.skip(f"no worker of Spark starts here: {log.read_text()[-300:]}")
        yield address
    finally:
        _end(processes)


def test_a_cluster_answers_as_this_machine_does(master: str, tmp_path: Path) -> None:
    pack = tmp_path / "leave"
    pack.mkdir()
    (pack / "pack.toml").write_text(PACK)
    (pack / "rules.toml").write_text(RULES)
    (tmp_path / "people.csv").write_text(CSV)
    there, here = str(tmp_path / "there"), str(tmp_path / "here.parquet")
    for output, where in ((here, "duckdb"), (there, f"spark={master}")):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "medrules_cli", "batch", str(tmp_path / "people.csv")),
                *("--pack", str(pack), "--only", "leave.granted", "--only", "leave.weeks"),
                *("-o", output, "--on", where, "--allow-rejects"),
            ],
            env=os.environ | _SMALL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "7 rows read: 4 answered, 3 rejected" in done.stderr
    assert answers(there) == answers(here)
