"""People as columns of small numbers, which is how somebody who cares for speed would keep them.

In: how many rows. Out: the SQL that makes them, as codes and as the relation that the queries read, and
the SQL that turns an answer into codes. Refused: nothing. The same rows on every run.

An enum's code is the place of its member, a set is a bit mask, a number with decimals comes in quarters.
"""

from __future__ import annotations

from benchmarks.profiles import BOOLEANS, ENUMS, FACTS, INTEGERS, QUARTERS, SETS

ANSWERS: dict[str, tuple[str, ...]] = {
    "standing": ("weak", "fair", "good", "strong"),
    "backing": ("strong", "some", "none"),
    "depth": ("low", "medium", "high"),
    "direction": ("clear", "partly", "unclear"),
    "outcome": ("apply", "apply-later", "short-course", "ask", "no"),
}
"""The conclusions that are enums, with their members in order of their codes."""


def name(path: str) -> str:
    """The column of a fact."""
    return path.replace(".", "__")


def codes(rows: int) -> str:
    """The query for the codes: from a hash of row and column, since that needs no seed and no order."""

    def below(path: str, bound: int) -> str:
        return f"(hash(range * 64 + {FACTS.index(path)}) % {bound})"

    columns = [
        f"{below(path, len(members))}::TINYINT AS {name(path)}" for path, members in ENUMS.items()
    ]
    for path in SETS:
        # Each of the five bits is set for about a third.
        parts = [
            f"(hash(range * 64 + {40 + 8 * list(SETS).index(path) + bit}) % 100 < 35)::INT * {1 << bit}"
            for bit in range(5)
        ]
        columns.append(f"({' + '.join(parts)})::TINYINT AS {name(path)}")
    columns += [f"{below(path, 5)} < 2 AS {name(path)}" for path in BOOLEANS]
    columns += [
        f"({low} + {below(path, high - low + 1)}::INT)::INTEGER AS {name(path)}"
        for path, (low, high) in INTEGERS.items()
    ]
    columns += [
        f"(({low} + {below(path, high - low + 1)}::INT) * 0.25)::DOUBLE AS {name(path)}"
        for path, (low, high) in QUARTERS.items()
    ]
    return f"SELECT range::BIGINT AS row, {', '.join(columns)} FROM range({rows})"


def facts(types: dict[str, str], missing: int = 0) -> str:
    """The query for the relation that the queries read, from the relation ``codes``.

    ``types``: the SQL type by path. ``missing``: facts of a hundred that are NULL.
    """
    columns = []
    for place, (path, sql) in enumerate(types.items()):
        value = name(path)
        if path in ENUMS:
            cases = " ".join(f"WHEN {code} THEN '{word}'" for code, word in enumerate(ENUMS[path]))
            value = f"CASE {value} {cases} END"
        value = f"({value})::{sql}"
        if missing:
            value = f"CASE WHEN hash(row * 64 + {place} + 7) % 100 >= {missing} THEN {value} END"
        columns.append(f"{value} AS {name(path)}")
    return f"SELECT row, {', '.join(columns)} FROM codes"


def decoded(conclusions: tuple[str, ...]) -> str:
    """What to select of an answer so that any two ways of writing the same are equal."""
    columns = []
    for path in conclusions:
        if path in ANSWERS:
            cases = " ".join(
                f"WHEN '{word}' THEN {code}" for code, word in enumerate(ANSWERS[path])
            )
            columns.append(f"(CASE {path} {cases} END)::TINYINT AS {path}")
        elif path in ("hours_total", "burden", "score"):
            columns.append(f"{path}::DOUBLE AS {path}")
        elif path in ("secure", "time_fits", "money_fits"):
            columns.append(path)
        else:
            columns.append(f"{path}::INTEGER AS {path}")
    return ", ".join(columns)
