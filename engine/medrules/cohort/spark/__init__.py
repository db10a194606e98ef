"""A cohort on Apache Spark: the same query, the same answers, on as many machines as there are.

In: as ``medrules.cohort.spark.running``. Out: ``on_spark``. Refused, as ``MedrulesError``, before anything of
Spark is imported: pyspark or sqlglot not installed (MR1001), no Java (MR1160).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medrules.cohort.model import Asked, Result
    from medrules.ir.program import Program


def on_spark(
    program: Program, asked: Asked, address: str = "", partition_by: Sequence[str] = ()
) -> Result:
    """Answer every row on the Spark at that address; empty: on this machine. Raises MedrulesError."""
    from medrules.cohort.spark.session import check_needs

    check_needs(address)
    from medrules.cohort.spark.running import run_on_spark

    return run_on_spark(program, asked, address, partition_by)
