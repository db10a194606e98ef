"""What tests of refusals share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from medrules.diagnostics.model import Diagnostic, MedrulesError


def refused(act: Callable[[], object]) -> tuple[Diagnostic, ...]:
    """The diagnostics with which ``act`` refuses."""
    with pytest.raises(MedrulesError) as caught:
        act()
    return caught.value.diagnostics


def only(act: Callable[[], object]) -> Diagnostic:
    """The one diagnostic with which ``act`` refuses."""
    [found] = refused(act)
    return found
