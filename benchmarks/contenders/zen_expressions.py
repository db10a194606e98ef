"""zen-engine (Rust): every conclusion an expression, all in one node, which is its fastest form."""

import json
from itertools import pairwise
from typing import Any

from benchmarks.contenders.model import Contender, common, nested

LATE = "['fellow', 'junior', 'senior']"


def gather(*steps: tuple[str, str]) -> str:
    """A list of the members whose conditions hold."""
    return "flatten([" + ", ".join(f"{when} ? ['{name}'] : []" for name, when in steps) + "])"


EXPRESSIONS: tuple[tuple[str, str], ...] = (
    (
        "standing",
        "(person.teaching_years >= 5 and person.stage in ['junior', 'senior'])"
        f" or (person.papers >= 30 and person.stage in {LATE}) ? 'strong'"
        " : person.teaching_years >= 3 or person.papers >= 10 ? 'good'"
        " : 'curriculum' in person.activities or 'assessment' in person.activities ? 'fair'"
        " : 'weak'",
    ),
    (
        "credit",
        "('curriculum' in person.activities ? 3 : 0)"
        " + ('assessment' in person.activities ? 2 : 0)"
        " + ('simulation' in person.activities and person.teaching_years >= 2 ? 2 : 0)"
        " + ('supervision' in person.activities ? 1 : 0)"
        " + (person.papers >= 20 ? 4 : person.papers >= 5 ? 2 : 0)"
        " - (person.on_leave ? 2 : 0)",
    ),
    (
        "signals",
        gather(
            ("leader", f"'leadership' in person.motives and person.stage in {LATE}"),
            ("scholar", "person.papers >= 10 or person.role == 'researcher'"),
            ("teacher", "'teach-well' in person.motives and person.role != 'researcher'"),
            ("mender", "'repair-cv' in person.motives"),
            ("follower", "'peers' in person.motives and 'leadership' not in person.motives"),
        ),
    ),
    (
        "secure",
        "person.contract == 'permanent'"
        " or (person.contract == 'fixed-term' and house.chair_agrees)",
    ),
    ("hours_total", "course.hours * course.weeks"),
    (
        "share",
        "house.funding == 'full' ? 0 : house.funding == 'none' ? course.price"
        " : max([0, course.price - house.amount])",
    ),
    ("time_fits", "person.hours >= course.hours and not person.on_leave"),
    (
        "money_fits",
        "person.budget >= $.share or (house.chair_agrees and person.budget * 2 >= $.share)",
    ),
    (
        "backing",
        "house.funding == 'full' and house.protected ? 'strong'"
        " : house.funding != 'none' or (house.protected and house.chair_agrees) ? 'some' : 'none'",
    ),
    ("depth", "$.credit >= 7 ? 'high' : $.credit >= 3 ? 'medium' : 'low'"),
    ("burden", "$.hours_total * 0.5 + course.weeks * 2"),
    (
        "direction",
        "('leader' in $.signals and $.standing in ['good', 'strong'])"
        " or ('scholar' in $.signals and $.depth == 'high') ? 'clear'"
        " : 'teacher' in $.signals or $.depth in ['medium', 'high'] ? 'partly' : 'unclear'",
    ),
    (
        "obstacles",
        gather(
            ("time", "not $.time_fits"),
            ("money", "not $.money_fits"),
            ("contract", "not $.secure and course.level in ['masters', 'doctorate']"),
            ("motive", "'mender' in $.signals and 'teacher' not in $.signals"),
        ),
    ),
    ("score", "$.credit * 10 - $.burden * 0.25 + ($.direction == 'clear' ? 20 : 0)"),
    (
        "outcome",
        "'motive' in $.obstacles or ($.direction == 'unclear' and $.score < 0) ? 'no'"
        " : $.direction == 'clear' and 'time' not in $.obstacles and 'money' not in $.obstacles"
        " and $.backing != 'none' ? 'apply'"
        " : $.direction == 'clear' and $.score >= 30 ? 'apply-later'"
        " : $.direction == 'partly' and $.burden <= 300 ? 'short-course' : 'ask'",
    ),
)


def node(name: str, kind: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    """A node of a decision graph, as its editor writes it."""
    made: dict[str, Any] = {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}}
    return made if content is None else made | {"content": content}


def graph(*nodes: dict[str, Any]) -> str:
    """The nodes in a row."""
    pairs = pairwise(nodes)
    edges = [
        {"id": f"e{index}", "sourceId": one["id"], "targetId": other["id"], "type": "edge"}
        for index, (one, other) in enumerate(pairs)
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def expressions(name: str, pairs: tuple[tuple[str, str], ...], passing: bool) -> dict[str, Any]:
    """A node of expressions; ``passing`` hands on what came in."""
    rows = [
        {"id": f"{name}{index}", "key": key, "value": value}
        for index, (key, value) in enumerate(pairs)
    ]
    return node(name, "expressionNode", {"expressions": rows, "passThrough": passing})


def make() -> Contender:
    import zen

    text = graph(
        node("in", "inputNode"), expressions("all", EXPRESSIONS, False), node("out", "outputNode")
    )
    decision = zen.ZenEngine().create_decision(text)

    def run(person: dict[str, Any]) -> Any:
        return decision.evaluate(person)

    title = "zen-engine, one node of expressions"
    return Contender(
        "zen-one-node", title, "peer", nested, run, lambda found: common(found["result"])
    )
