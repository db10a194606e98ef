"""Names for shell completion, from the cache alone.

In: what was typed, and the options before it. Out: names that begin with it. A program that is not
in the cache is compiled once; whatever goes wrong, completion offers nothing and stays silent.
"""

from __future__ import annotations

import click


def names(ctx: click.Context, what: str, incomplete: str) -> list[str]:
    """Paths of ``facts``, paths of ``conclusions``, ids of ``packs`` or of ``rules``."""
    from medrules.diagnostics.model import MedrulesError
    from medrules.loading import load

    try:
        program = load(ctx.params.get("packs") or (), spans=False)
    except (MedrulesError, OSError):
        return []
    found = {
        "facts": [item.path for item in program.facts if "[]" not in item.path]
        + [item.path for item in program.parameters if item.open],
        "conclusions": [item.path for item in program.derived if not item.internal],
        "packs": [item.id for item in program.packs],
        "rules": list(dict.fromkeys(rule.id for rule in program.rules)),
    }[what]
    return [name for name in found if name.startswith(incomplete)]
