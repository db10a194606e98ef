"""One Spark for all tests of a process; without pyspark or Java there are none."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from medrules.cohort.spark.session import java_version, session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session", autouse=True)
def spark() -> Iterator[SparkSession]:
    """One session; a run uses the one that is there."""
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: pip install 'medrules[spark]'")
    if java_version() is None:
        pytest.skip("Spark needs Java, and there is none here")
    with session("local[2]") as started:
        yield started
