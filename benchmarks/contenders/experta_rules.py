"""experta (Python): not measured, because it imports on no Python that medrules runs on."""

from benchmarks.contenders.model import Absent, Contender


def make() -> Contender:
    raise Absent("version 1.9.4 pins frozendict 1.2, which no Python from 3.10 on can import")
