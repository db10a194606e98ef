"""experta (Python), where it can be imported at all."""

from benchmarks.contenders.model import Absent, Contender


def make() -> Contender:
    try:
        import experta  # noqa: F401
    except AttributeError as error:
        raise Absent(f"does not import on this Python: {error}; it pins frozendict 1.2") from None
    raise Absent("no rules are written for it, since it imports on no Python that medrules runs on")
