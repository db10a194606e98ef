"""One ruleset in durable_rules: loaded once, matched against facts as often as wanted.

In: the rules as durable_rules reads them, and messages. Out: ``Session.match``: the names of the
rules that fire. Refused, as ``MedrulesError``: a Python that durable_rules does not work with
(MR1040), durable_rules not installed (MR1001), anything that it says has gone wrong (MR1042).

This talks to the compiled half of durable_rules. The other half is left aside: its ``Host`` starts
threads that take matches away from whoever waits for them, and swallows what goes wrong, Ctrl-C
included. All of this is one at a time: a lock guards each session.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from threading import Lock
from typing import Protocol, cast
from weakref import finalize

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import MedrulesError
from medrules.targets.durable.rulesets import Definition
from medrules.targets.durable.subjects import ALWAYS, Message

NO_LONGER = (3, 13)
"""The first Python that durable_rules 2.0.28 cannot be imported with."""


_BEGINS = "begins"
_BEGIN: dict[str, object] = {"all": [{"m": {"fact": ALWAYS}}]}
"""A rule that fires whenever facts are asserted, so that something always does."""


class _Library(Protocol):
    """What is used of ``durable_rules_engine``; JSON goes in and comes out as text."""

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str) -> int: ...

    def delete_ruleset(self, ruleset: int) -> None: ...

    def assert_facts(self, ruleset: int, messages: str) -> tuple[int, int]: ...

    def start_action_for_state(self, ruleset: int, state: int) -> tuple[str, str] | None: ...

    def complete_and_start_action(self, ruleset: int, state: int) -> str | None: ...

    def delete_state(self, ruleset: int, name: str) -> None: ...


def library(version: tuple[int, ...] = sys.version_info[:2]) -> _Library:
    """durable_rules, imported now. Raises MedrulesError where it cannot be."""
    if version >= NO_LONGER:
        raise MedrulesError(
            [
                report(
                    "MR1040",
                    f"durable_rules does not work with Python {'.'.join(map(str, version))}",
                    help="run medrules with Python 3.11 or 3.12, or without --engine durable",
                )
            ]
        )
    try:
        found = import_module("durable_rules_engine")
    except ImportError as error:
        raise MedrulesError(
            [
                report(
                    "MR1001",
                    "durable_rules is not installed",
                    help="pip install 'medrules[durable]'; this needs a C compiler",
                )
            ]
        ) from error
    return cast(_Library, found)


def _failed(error: Exception) -> MedrulesError:
    said = str(error) or "out of memory"
    return MedrulesError(
        [
            report(
                "MR1042",
                f"durable_rules failed: {said}",
                help="evaluate without --engine durable; the answer is the same",
            )
        ]
    )


class Session:
    """A ruleset, loaded. Safe to use from several threads, which then wait for one another."""

    def __init__(self, name: str, rules: Definition) -> None:
        self._library = library()
        self._lock = Lock()
        self._state = 1
        text = json.dumps({_BEGINS: _BEGIN, **rules})
        try:
            self._ruleset = self._library.create_ruleset(name, text)
        except (self._library.error, MemoryError) as error:
            raise _failed(error) from error
        # Rulesets are never freed otherwise.
        finalize(self, self._library.delete_ruleset, self._ruleset)

    def match(self, worlds: Sequence[Iterable[Message]]) -> list[list[str]]:
        """For each world, which holds the facts of one record or run: the rules that fire in it."""
        with self._lock:
            try:
                return [self._match(world) for world in worlds]
            except (self._library.error, MemoryError) as error:
                raise _failed(error) from error

    def _match(self, world: Iterable[Message]) -> list[str]:
        messages = [
            {"sid": str(self._state), "id": str(place), **one}
            for place, one in enumerate(({"fact": ALWAYS}, *world))
        ]
        fired: list[str] = []
        begun = False
        try:
            # The first number says whether some fact met no condition, which is no matter.
            _, state = self._library.assert_facts(self._ruleset, json.dumps(messages))
            first = self._library.start_action_for_state(self._ruleset, state)
            found = first[1] if first else None
            while found:
                begun = True
                fired.append(next(iter(json.loads(found))))
                found = self._library.complete_and_start_action(self._ruleset, state)
        finally:
            # At 1,024 states it is out of memory; and the next run is to begin with no facts. But a
            # state in which nothing ever fired cannot be deleted: it frees memory that is not its own.
            if begun:
                self._library.delete_state(self._ruleset, str(self._state))
            else:
                self._state += 1
        if not begun:
            raise MemoryError("no rule fires")
        fired.remove(_BEGINS)
        return fired
