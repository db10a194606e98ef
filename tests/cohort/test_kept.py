"""Queries that are kept between runs: what they answer, and what must not be used of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cohort.people import people, write_parquet

ASKED = """
import sys
from medrules import load
from medrules.cohort.batch import batch
from medrules.cohort.model import Asked
source, output, why, *only = sys.argv[1:]
result = batch(load(), Asked((source,), output, only=tuple(only), why=why == "why", keep=("id",)))
print(result.answered, "sqlglot" in sys.modules)
"""


def _ran(cache: Path, source: Path, output: Path, *only: str, why: bool = False) -> bool:
    """Answer in a process of its own. Returns whether a query was built."""
    words = [str(source), str(output), "why" if why else "", *only]
    done = subprocess.run(
        [sys.executable, "-c", ASKED, *words],
        env=os.environ | {"MEDRULES_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    count, built = done.stdout.split()
    assert count == "30"
    return built == "True"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(write_parquet(tmp_path / "people.parquet", people(30, 3, 0.7)))


def _queries(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("query-*") if path.is_file())


def test_a_run_like_one_before_builds_no_query_and_answers_alike(
    tmp_path: Path, source: Path
) -> None:
    cache, first, second = tmp_path / "cache", tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    assert _ran(cache, source, first, "decision.outcome", "reasons")
    assert len(_queries(cache)) == 1
    assert not _ran(cache, source, second, "decision.outcome", "reasons")
    assert second.read_text() == first.read_text()


def test_whatever_a_query_is_made_from_makes_another(tmp_path: Path, source: Path) -> None:
    cache, output = tmp_path / "cache", tmp_path / "a.jsonl"
    assert _ran(cache, source, output, "decision.outcome")
    assert _ran(cache, source, output, "reasons")
    assert _ran(cache, source, output, "decision.outcome", why=True)
    other = Path(write_parquet(tmp_path / "other.parquet", people(30, 4, 1.0)))
    _ran(cache, other, output, "decision.outcome")
    fresh = tmp_path / "fresh.jsonl"
    _ran(tmp_path / "empty", other, fresh, "decision.outcome")
    assert output.read_text() == fresh.read_text()


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b"[1, 2, 3]", b"\xff", b"null"])
def test_a_spoilt_file_is_made_again(tmp_path: Path, source: Path, spoilt: bytes) -> None:
    cache, first, second = tmp_path / "cache", tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    _ran(cache, source, first, "decision.outcome")
    (kept,) = _queries(cache)
    kept.write_bytes(spoilt)
    assert _ran(cache, source, second, "decision.outcome")
    assert second.read_text() == first.read_text()
    assert not _ran(cache, source, second, "decision.outcome")


def test_nothing_is_kept_where_nothing_may_be(tmp_path: Path, source: Path) -> None:
    output = tmp_path / "a.jsonl"
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", ASKED, str(source), str(output), "", "decision.outcome"],
            env=os.environ | {"MEDRULES_CACHE_DIR": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == ["30", "True"]
