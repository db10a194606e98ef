"""How far a run over a cohort is, on a terminal only; and that it cleans up when told to end.

In: the steps of a run, and how far each is. Out: a bar on stderr for each step that takes a while. Where
stderr is no terminal, nothing.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_PATIENCE = 0.5
"""Seconds before a bar appears: what is quicker needs none."""


class _Bar:
    """The bar of one step."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._began = monotonic()
        self._bar: ProgressBar[int] | None = None
        self._at = 0

    def watch(self, percent: float) -> None:
        """Show how far it is."""
        if self._bar is None:
            if monotonic() - self._began < _PATIENCE:
                return
            self._bar = click.progressbar(length=100, label=f"{self._title:12}", file=sys.stderr)
            self._bar.__enter__()
        now = min(100, int(percent))
        if now > self._at:
            self._bar.update(now - self._at)
            self._at = now

    def close(self) -> None:
        """End the line of the bar."""
        if self._bar is not None:
            self._bar.update(100 - self._at)
            self._bar.__exit__(None, None, None)


@contextmanager
def stopping() -> Iterator[None]:
    """Let a request to end (SIGTERM) work like Ctrl-C, so that no draft is left behind."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def watching(quiet: bool) -> Iterator[Callable[[str], Callable[[float], None] | None]]:
    """Steps to tell a run; each has a bar where somebody can see it."""
    seen = not quiet and sys.stderr is not None and sys.stderr.isatty()
    shown = seen and os.environ.get("TERM") != "dumb"
    bars: list[_Bar] = []

    def step(title: str) -> Callable[[float], None] | None:
        if not shown:
            return None
        if bars:
            bars.pop().close()
        bars.append(_Bar(title))
        return bars[0].watch

    try:
        yield step
    finally:
        if bars:
            bars.pop().close()
