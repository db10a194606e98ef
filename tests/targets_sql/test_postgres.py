"""PostgreSQL itself runs the queries written for it, and answers as the interpreter does.

A server of its own is started for these tests where PostgreSQL's programs and psycopg are installed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path

import pytest

from medrules.cases.read import read_cases
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.loading import compile_folders
from medrules.packs.folder import read_folder
from medrules.targets.sql.layout import layout
from medrules.targets.sql.query import query

from .relations import check
from .test_equal import CORPUS, installed, random_profile

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")


def programs_of_postgres() -> str:
    """The folder of ``initdb`` and ``pg_ctl``; the newest of those that Debian installs side by side."""
    beside = shutil.which("initdb")
    found = sorted(glob("/usr/lib/postgresql/*/bin/initdb"))
    return os.path.dirname(beside or (found[-1] if found else ""))


class Server:
    """A connection that takes what the loader writes for DuckDB."""

    def __init__(self, folder: str) -> None:
        self.connection = psycopg.connect(
            host=folder, user="tester", dbname="postgres", autocommit=True
        )

    def execute(self, sql: str, values: Sequence[object] | None = None) -> object:
        if sql.startswith("CREATE OR REPLACE TABLE"):
            self.connection.execute(f"DROP TABLE IF EXISTS {sql.split()[4]}")
            sql = sql.replace("CREATE OR REPLACE", "CREATE", 1)
        if values is None:
            return self.connection.execute(sql)
        return self.connection.execute(sql.replace("?", "%s"), values)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that listens on a socket in a folder of its own."""
    programs = programs_of_postgres()
    if not programs:
        pytest.skip("PostgreSQL's server is not installed")
    # Not pytest's folder: the path of a socket must be short, and the server refuses to be root.
    folder = tempfile.mkdtemp(prefix="pg")
    data = os.path.join(folder, "data")
    before: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        before = ["runuser", "-u", "nobody", "--"]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*before, os.path.join(programs, program), *arguments],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            timeout=120,
        )

    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -h '' -c fsync=off -c statement_timeout=60s"
        run("pg_ctl", "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start")
        made = Server(folder)
        yield made
        made.connection.close()
    finally:
        if os.path.exists(os.path.join(data, "postmaster.pid")):
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def compared(made: Program, given: list[Profile], server: Server, decimals: int = 4) -> None:
    asked = layout(made, decimals=decimals)
    check(made, asked, query(made, asked, "postgres", why=True), given, server)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_the_corpus(name: str, server: Server) -> None:
    files = read_folder(str(Path(CORPUS, name)), name)
    made = compile_folders([files])
    compared(made, [case.profile for case in read_cases(files, made, name)], server, 20)


def test_the_installed_packs(server: Server) -> None:
    dice = random.Random(7)
    compared(installed(), [random_profile(installed(), dice) for _ in range(100)], server)
