"""zen-engine (Rust) as its editor has people write rules: decision tables, one node after another."""

from typing import Any

from benchmarks.contenders.model import Answer, Contender, common, nested
from benchmarks.contenders.zen_expressions import EXPRESSIONS, expressions, graph, node

LATE = '"fellow","junior","senior"'
ANY = ""


def table(
    key: str, fields: tuple[str, ...], rows: tuple[tuple[Any, ...], ...], hits: str = "first"
) -> dict[str, Any]:
    """A decision table for one conclusion; the last cell of a row is the conclusion's value.

    A field that is empty holds conditions of its own. With ``collect`` all rows that hold are kept.
    """
    inputs = [
        {"id": f"i{place}", "name": f"input {place}", **({"field": field} if field else {})}
        for place, field in enumerate(fields)
    ]
    made = [
        {"_id": f"{key}{index}"}
        | {f"i{place}": cell for place, cell in enumerate(row[:-1])}
        | {"o": row[-1] if not isinstance(row[-1], str) else f"'{row[-1]}'"}
        for index, row in enumerate(rows)
    ]
    for row in made:
        row["o"] = str(row["o"])
    content: dict[str, Any] = {
        "hitPolicy": hits,
        "inputs": inputs,
        "outputs": [{"id": "o", "name": key, "field": "value" if hits == "collect" else key}],
        "rules": made,
        "passThrough": True,
        "executionMode": "single",
    }
    if hits == "collect":
        content["outputPath"] = f"{key}_rows"
    return node(key, "decisionTableNode", content)


STANDING = table(
    "standing",
    ("person.stage", "person.teaching_years", "person.papers", ""),
    (
        ('"junior","senior"', ">= 5", ANY, ANY, "strong"),
        (LATE, ANY, ">= 30", ANY, "strong"),
        (ANY, ">= 3", ANY, ANY, "good"),
        (ANY, ANY, ">= 10", ANY, "good"),
        (
            ANY,
            ANY,
            ANY,
            "'curriculum' in person.activities or 'assessment' in person.activities",
            "fair",
        ),
        (ANY, ANY, ANY, ANY, "weak"),
    ),
)
CREDIT = table(
    "credit",
    ("", "person.teaching_years", "person.papers", "person.on_leave"),
    (
        ("'curriculum' in person.activities", ANY, ANY, ANY, 3),
        ("'assessment' in person.activities", ANY, ANY, ANY, 2),
        ("'simulation' in person.activities", ">= 2", ANY, ANY, 2),
        ("'supervision' in person.activities", ANY, ANY, ANY, 1),
        (ANY, ANY, ">= 20", ANY, 4),
        (ANY, ANY, "[5..20)", ANY, 2),
        (ANY, ANY, ANY, "true", -2),
    ),
    "collect",
)
SIGNALS = table(
    "signals",
    ("", "person.stage"),
    (
        ("'leadership' in person.motives", LATE, "leader"),
        ("person.papers >= 10 or person.role == 'researcher'", ANY, "scholar"),
        ("'teach-well' in person.motives and person.role != 'researcher'", ANY, "teacher"),
        ("'repair-cv' in person.motives", ANY, "mender"),
        ("'peers' in person.motives and 'leadership' not in person.motives", ANY, "follower"),
    ),
    "collect",
)
BACKING = table(
    "backing",
    ("house.funding", "house.protected", "house.chair_agrees"),
    (
        ('"full"', "true", ANY, "strong"),
        ('"full","partial"', ANY, ANY, "some"),
        (ANY, "true", "true", "some"),
        (ANY, ANY, ANY, "none"),
    ),
)
DEPTH = table("depth", ("credit",), ((">= 7", "high"), ("[3..7)", "medium"), (ANY, "low")))
DIRECTION = table(
    "direction",
    ("", "standing", "depth"),
    (
        ("'leader' in signals", '"good","strong"', ANY, "clear"),
        ("'scholar' in signals", ANY, '"high"', "clear"),
        ("'teacher' in signals", ANY, ANY, "partly"),
        (ANY, ANY, '"medium","high"', "partly"),
        (ANY, ANY, ANY, "unclear"),
    ),
)
OBSTACLES = table(
    "obstacles",
    ("time_fits", "money_fits", "secure", "course.level", ""),
    (
        ("false", ANY, ANY, ANY, ANY, "time"),
        (ANY, "false", ANY, ANY, ANY, "money"),
        (ANY, ANY, "false", '"masters","doctorate"', ANY, "contract"),
        (ANY, ANY, ANY, ANY, "'mender' in signals and 'teacher' not in signals", "motive"),
    ),
    "collect",
)
OUTCOME = table(
    "outcome",
    ("direction", "", "backing", "burden", "score"),
    (
        (ANY, "'motive' in obstacles", ANY, ANY, ANY, "no"),
        ('"unclear"', ANY, ANY, ANY, "< 0", "no"),
        (
            '"clear"',
            "'time' not in obstacles and 'money' not in obstacles",
            '"strong","some"',
            ANY,
            ANY,
            "apply",
        ),
        ('"clear"', ANY, ANY, ANY, ">= 30", "apply-later"),
        ('"partly"', ANY, ANY, "<= 300", ANY, "short-course"),
        (ANY, ANY, ANY, ANY, ANY, "ask"),
    ),
)


def make() -> Contender:
    import zen

    texts = dict(EXPRESSIONS)
    first = expressions(
        "first",
        (
            ("credit", "sum(map(credit_rows ?? [], #.value))"),
            ("signals", "map(signals_rows ?? [], #.value)"),
            *((name, texts[name]) for name in ("secure", "hours_total", "share", "time_fits")),
            *((name, texts[name]) for name in ("money_fits", "burden")),
        ),
        True,
    )
    last = expressions(
        "last",
        (
            ("obstacles", "map(obstacles_rows ?? [], #.value)"),
            ("score", "credit * 10 - burden * 0.25 + (direction == 'clear' ? 20 : 0)"),
        ),
        True,
    )
    tables = (STANDING, CREDIT, SIGNALS, BACKING, first, DEPTH, DIRECTION, OBSTACLES, last, OUTCOME)
    text = graph(node("in", "inputNode"), *tables, node("out", "outputNode"))
    decision = zen.ZenEngine().create_decision(text)

    def run(person: dict[str, Any]) -> Any:
        return decision.evaluate(person)

    def read(found: Any) -> Answer:
        return common(found["result"])

    return Contender("zen", "zen-engine, decision tables", "peer", nested, run, read)
