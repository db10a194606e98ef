"""All checks, found by looking into ``medrules.lint.checks``.

In: nothing. Out: ``all_checks``. Refused: a module there without ``CODES`` or ``check``, which is a
defect of this library (AttributeError).
"""

from __future__ import annotations

from functools import cache

from medrules.lint import checks
from medrules.lint.model import Check


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, by name of its module."""
    from importlib import import_module
    from pkgutil import iter_modules

    found: list[Check] = []
    for name in sorted(module.name for module in iter_modules(checks.__path__)):
        module = import_module(f"{checks.__name__}.{name}")
        found.append(Check(name, tuple(module.CODES), module.check))
    return tuple(found)
