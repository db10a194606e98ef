"""The hooks that a distribution can implement, in pluggy's terms.

In: nothing. Out: ``hookspec``, ``hookimpl`` and ``PackHooks``. A distribution registers a module
under the entry-point group ``medrules``; the module holds functions marked ``@hookimpl``::

    [project.entry-points.medrules]
    example-university = "example_university"
"""

from __future__ import annotations

import os
from collections.abc import Iterable

import pluggy

hookspec = pluggy.HookspecMarker("medrules")
hookimpl = pluggy.HookimplMarker("medrules")


class PackHooks:
    """Every hook there is."""

    @hookspec
    def medrules_packs(self) -> Iterable[str | os.PathLike[str]]:  # type: ignore[empty-body]
        """The folders of the packs that this distribution brings, each with a ``pack.toml``.

        Called once for each set of installed distributions; the answer is kept until that set
        changes. It must not read the packs: medrules does, and it runs nothing in them.
        """
