"""durable_rules (C): rules over one fact for each layer; the last rule of a layer asserts the next.

Priorities make that rule the last. Everything is known before the next layer begins, so that no rule
asks whether a fact is absent, which durable_rules does not take back. Members of sets are booleans, and
the state is deleted after each person, since memory for states ends at 1,024.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.contenders.model import Answer, Contender, common, flat
from benchmarks.profiles import SETS, Facts

Known = dict[str, Any]
NAME = "fellowship"
RANKS = {"weak": 0, "fair": 1, "good": 2, "strong": 3, "unclear": 0, "partly": 1, "clear": 2}
BLANK: Known = {
    "standing": "weak",
    "credit": 0,
    "secure": False,
    "share": 0,
    "time_fits": False,
    "money_fits": False,
    "backing": "none",
    "depth": "low",
    "direction": "unclear",
    "outcome": "ask",
}


def best(name: str, value: str) -> Callable[[Known], None]:
    """The value of highest rank wins."""

    def act(known: Known) -> None:
        if RANKS[value] > RANKS[known[name]]:
            known[name] = value

    return act


def put(name: str, value: object) -> Callable[[Known], None]:
    """One value."""

    def act(known: Known) -> None:
        known[name] = value

    return act


def add(points: int) -> Callable[[Known], None]:
    """Credit."""

    def act(known: Known) -> None:
        known["credit"] += points

    return act


def gain(name: str, member: str) -> Callable[[Known], None]:
    """A member of a set."""

    def act(known: Known) -> None:
        known[name].append(member)

    return act


def rules(m: Any) -> tuple[tuple[tuple[Any, Callable[[Known], None]], ...], ...]:
    """The rules of each layer: a condition and what it does. Of ``first`` the last row stands first."""
    late = (
        (m.person_stage == "fellow") | (m.person_stage == "junior") | (m.person_stage == "senior")
    )
    senior = (m.person_stage == "junior") | (m.person_stage == "senior")
    advanced = (m.course_level == "masters") | (m.course_level == "doctorate")
    first = (
        ((m.person_teaching_years >= 5) & senior, best("standing", "strong")),
        ((m.person_papers >= 30) & late, best("standing", "strong")),
        (m.person_teaching_years >= 3, best("standing", "good")),
        (m.person_papers >= 10, best("standing", "good")),
        (
            (m.activities_curriculum == True) | (m.activities_assessment == True),  # noqa: E712
            best("standing", "fair"),
        ),
        (m.activities_curriculum == True, add(3)),  # noqa: E712
        (m.activities_assessment == True, add(2)),  # noqa: E712
        ((m.activities_simulation == True) & (m.person_teaching_years >= 2), add(2)),  # noqa: E712
        (m.activities_supervision == True, add(1)),  # noqa: E712
        (m.person_papers >= 20, add(4)),
        ((m.person_papers >= 5) & (m.person_papers < 20), add(2)),
        (m.person_on_leave == True, add(-2)),  # noqa: E712
        ((m.motives_leadership == True) & late, gain("signals", "leader")),  # noqa: E712
        ((m.person_papers >= 10) | (m.person_role == "researcher"), gain("signals", "scholar")),
        (
            (m.motives_teach_well == True) & (m.person_role != "researcher"),  # noqa: E712
            gain("signals", "teacher"),
        ),
        (m.motives_repair_cv == True, gain("signals", "mender")),  # noqa: E712
        (
            (m.motives_peers == True) & (m.motives_leadership == False),  # noqa: E712
            gain("signals", "follower"),
        ),
        (
            (m.person_contract == "permanent")
            | ((m.person_contract == "fixed-term") & (m.house_chair_agrees == True)),  # noqa: E712
            put("secure", True),
        ),
        (
            (m.house_funding == "partial") & (m.house_amount < m.course_price),
            lambda known: known.update(share=known["course_price"] - known["house_amount"]),
        ),
        (m.house_funding == "none", lambda known: known.update(share=known["course_price"])),
        (
            (m.person_on_leave == False) & (m.person_hours >= m.course_hours),  # noqa: E712
            put("time_fits", True),
        ),
        (
            (m.house_protected == True) & (m.house_chair_agrees == True),  # noqa: E712
            put("backing", "some"),
        ),
        (m.house_funding != "none", put("backing", "some")),
        ((m.house_funding == "full") & (m.house_protected == True), put("backing", "strong")),  # noqa: E712
    )
    second = (
        (m.person_budget >= m.share, put("money_fits", True)),
        ((m.house_chair_agrees == True) & (m.double_budget >= m.share), put("money_fits", True)),  # noqa: E712
        (m.credit >= 7, put("depth", "high")),
        ((m.credit >= 3) & (m.credit < 7), put("depth", "medium")),
    )
    third = (
        (
            (m.leader == True) & ((m.standing == "good") | (m.standing == "strong")),  # noqa: E712
            best("direction", "clear"),
        ),
        ((m.scholar == True) & (m.depth == "high"), best("direction", "clear")),  # noqa: E712
        (
            (m.teacher == True) | (m.depth == "medium") | (m.depth == "high"),  # noqa: E712
            best("direction", "partly"),
        ),
        (m.time_fits == False, gain("obstacles", "time")),  # noqa: E712
        (m.money_fits == False, gain("obstacles", "money")),  # noqa: E712
        ((m.secure == False) & advanced, gain("obstacles", "contract")),  # noqa: E712
        ((m.mender == True) & (m.teacher == False), gain("obstacles", "motive")),  # noqa: E712
    )
    clear = m.direction == "clear"
    fourth = (
        ((m.direction == "partly") & (m.burden <= 300), put("outcome", "short-course")),
        (clear & (m.score >= 30), put("outcome", "apply-later")),
        (
            clear & (m.time == False) & (m.money == False) & (m.backing != "none"),  # noqa: E712
            put("outcome", "apply"),
        ),
        ((m.direction == "unclear") & (m.score < 0), put("outcome", "no")),
        (m.motive == True, put("outcome", "no")),  # noqa: E712
    )
    return first, second, third, fourth


def after_first(known: Known) -> dict[str, Any]:
    """What the second layer reads."""
    known["hours_total"] = known["course_hours"] * known["course_weeks"]
    known["burden"] = known["hours_total"] * 0.5 + known["course_weeks"] * 2
    names = ("person_budget", "share", "house_chair_agrees", "credit")
    return {name: known[name] for name in names} | {"double_budget": known["person_budget"] * 2}


def after_second(known: Known) -> dict[str, Any]:
    """What the third layer reads."""
    names = ("standing", "depth", "time_fits", "money_fits", "secure", "course_level")
    signals = known["signals"]
    return {name: known[name] for name in names} | {
        name: name in signals for name in ("leader", "scholar", "teacher", "mender")
    }


def after_third(known: Known) -> dict[str, Any]:
    """What the fourth layer reads."""
    bonus = 20 if known["direction"] == "clear" else 0
    known["score"] = known["credit"] * 10 - known["burden"] * 0.25 + bonus
    names = ("direction", "burden", "score", "backing")
    obstacles = known["obstacles"]
    return {name: known[name] for name in names} | {
        name: name in obstacles for name in ("time", "money", "motive")
    }


def make() -> Contender:
    from durable.lang import assert_fact, delete_state, m, pri, ruleset, when_all

    known: Known = {}
    following = (after_first, after_second, after_third, None)

    def doing(act: Callable[[Known], None]) -> Callable[[Any], None]:
        return lambda _: act(known)

    def closing(layer: int, read: Callable[[Known], dict[str, Any]]) -> Callable[[Any], None]:
        def assert_next(c: Any) -> None:
            c.assert_fact({"layer": layer + 1, "id": layer + 1, **read(known)})

        return assert_next

    with ruleset(NAME):
        for layer, steps in enumerate(rules(m), start=1):
            for place, (condition, act) in enumerate(steps, start=1):
                when_all(pri(place), (m.layer == layer) & condition)(doing(act))
            after = following[layer - 1]
            if after is not None:
                when_all(pri(len(steps) + 1), m.layer == layer)(closing(layer, after))

    def prepare(facts: Facts) -> dict[str, Any]:
        person = flat(facts)
        for path, members in SETS.items():
            name = path.partition(".")[2]
            held = person.pop(path.replace(".", "_"))
            for member in members:
                person[f"{name}_{member.replace('-', '_')}"] = member in held
        return {"layer": 1, "id": 1, "sid": 1, **person}

    def run(person: dict[str, Any]) -> Known:
        known.clear()
        known.update(BLANK, signals=[], obstacles=[])
        known.update(person)
        assert_fact(NAME, person)
        delete_state(NAME, 1)
        return known

    def read(found: Known) -> Answer:
        return common(found)

    return Contender("durable", "durable_rules", "peer", prepare, run, read)
