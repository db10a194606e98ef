"""Those who take part, one module each; ``make`` gives a ``Contender`` or raises ``Absent``.

In: a module in this folder with ``make``. Out: ``NAMES``, in the order of the tables, and
``contender``. Refused: a name that is not there is a KeyError.
"""

from __future__ import annotations

from importlib import import_module

from benchmarks.contenders.model import Absent, Contender

BASELINE = "by-hand"
NAMES: dict[str, str] = {
    BASELINE: "by_hand",
    "by-hand-exact": "by_hand_exact",
    "generated": "generated",
    "run": "interpreted",
    "evaluate": "evaluated",
    "answer": "answered",
    "cel": "cel_rust",
    "json-logic": "json_logic_panzi",
    "zen": "zen_tables",
    "zen-one-node": "zen_expressions",
    "clips": "clips_rules",
    "durable": "durable",
    "rule-engine": "rule_engine_rules",
    "experta": "experta_rules",
}
"""What is given to ``--only``, and the module."""

PARTIAL = {BASELINE: "by_hand_partial", "by-hand-exact": "by_hand_partial_exact"}
"""Who stands in for people of whom facts are missing."""


def contender(name: str, *, partial: bool = False) -> Contender:
    """The contender of that name, loaded and ready. Raises ``Absent`` with the reason."""
    home = PARTIAL.get(name, NAMES[name]) if partial else NAMES[name]
    try:
        made: Contender = import_module(f"benchmarks.contenders.{home}").make()
    except ImportError as error:
        raise Absent(f"not installed ({error.name or error})") from None
    return made
