"""The rules as a plain Python function, for people of whom some things are not known.

In: a flat dict from fact to value; what is not known is not in it. Out: a dict from conclusion to
value, None where it is not known. Nothing is refused. The logic is Kleene's: what one operand
decides is decided, whatever the other is; written out where it is used, because that is fastest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AT_LEAST_FELLOW = frozenset({"fellow", "junior", "senior"})
AT_LEAST_JUNIOR = frozenset({"junior", "senior"})


def answer(facts: Mapping[str, Any]) -> dict[str, object]:
    """Everything that follows from the facts; None is unknown."""
    get = facts.get
    stage = get("person.stage")
    role = get("person.role")
    years = get("person.teaching_years")
    papers = get("person.papers")
    motives = get("person.motives")
    activities = get("person.activities")
    on_leave = get("person.on_leave")
    funding = get("house.funding")
    protected = get("house.protected")
    chair_agrees = get("house.chair_agrees")
    price = get("course.price")
    weeks = get("course.weeks")
    hours = get("course.hours")

    enough_years = None if years is None else years >= 5
    enough_papers = None if papers is None else papers >= 30
    junior = None if stage is None else stage in AT_LEAST_JUNIOR
    fellow = None if stage is None else stage in AT_LEAST_FELLOW
    if (junior and enough_years) or (fellow and enough_papers):
        standing = "strong"
    elif not (
        (junior is False or enough_years is False) and (fellow is False or enough_papers is False)
    ):
        standing = None
    elif (years is not None and years >= 3) or (papers is not None and papers >= 10):
        standing = "good"
    elif years is None or papers is None or activities is None:
        standing = None
    elif "curriculum" in activities or "assessment" in activities:
        standing = "fair"
    else:
        standing = "weak"

    credit: int | None
    if activities is None or papers is None or on_leave is None:
        credit = None
    else:
        credit = 0
        if "curriculum" in activities:
            credit += 3
        if "assessment" in activities:
            credit += 2
        if "supervision" in activities:
            credit += 1
        if papers >= 20:
            credit += 4
        elif papers >= 5:
            credit += 2
        if on_leave:
            credit -= 2
        if "simulation" in activities:
            if years is None:
                credit = None
            elif years >= 2:
                credit += 2

    signals: set[str] | None
    if motives is None:
        signals = None
    else:
        signals = set()
        leads = "leadership" in motives
        teaches = "teach-well" in motives
        if "repair-cv" in motives:
            signals.add("mender")
        if not leads and "peers" in motives:
            signals.add("follower")
        if role == "researcher":
            signals.add("scholar")
        elif papers is not None and papers >= 10:
            signals.add("scholar")
            if teaches and role is not None:
                signals.add("teacher")
        elif teaches and role is not None:
            signals.add("teacher")
        if leads and fellow:
            signals.add("leader")
        if (
            (leads and fellow is None)
            or (teaches and role is None)
            or ("scholar" not in signals and (papers is None or role is None))
        ):
            signals = None

    contract = get("person.contract")
    if contract == "permanent":
        secure = True
    elif contract == "fixed-term":
        secure = chair_agrees
    elif contract is None:
        secure = None
    else:
        secure = False

    if funding == "none":
        share = price
    elif funding == "partial":
        amount = get("house.amount")
        share = None if price is None or amount is None else max(0, price - amount)
    elif funding is None:
        share = None
    else:
        share = 0

    own_hours = get("person.hours")
    if on_leave:
        time_fits = False
    elif own_hours is None or hours is None:
        time_fits = None
    elif own_hours < hours:
        time_fits = False
    else:
        time_fits = None if on_leave is None else True

    budget = get("person.budget")
    if budget is None or share is None:
        money_fits = None
    elif budget >= share:
        money_fits = True
    elif budget * 2 >= share:
        money_fits = chair_agrees
    else:
        money_fits = False

    if funding == "full":
        backing = None if protected is None else "strong" if protected else "some"
    elif funding is None:
        backing = None
    elif funding == "partial" or (protected and chair_agrees):
        backing = "some"
    elif protected is False or chair_agrees is False:
        backing = "none"
    else:
        backing = None

    if credit is None:
        depth = None
    elif credit >= 7:
        depth = "high"
    elif credit >= 3:
        depth = "medium"
    else:
        depth = "low"

    if hours is None or weeks is None:
        hours_total = burden = None
    else:
        hours_total = hours * weeks
        burden = hours_total / 2 + weeks * 2

    leader = scholar = teacher = mender = None
    if signals is not None:
        leader = "leader" in signals
        scholar = "scholar" in signals
        teacher = "teacher" in signals
        mender = "mender" in signals
    good = None if standing is None else standing == "strong" or standing == "good"
    high = None if depth is None else depth == "high"
    if (leader and good) or (scholar and high):
        direction = "clear"
    elif not ((leader is False or good is False) and (scholar is False or high is False)):
        direction = None
    elif teacher or depth == "medium" or high:
        direction = "partly"
    elif teacher is None or depth is None:
        direction = None
    else:
        direction = "unclear"

    level = get("course.level")
    advanced = None if level is None else level == "masters" or level == "doctorate"
    obstacles: set[str] | None
    if (
        time_fits is None
        or money_fits is None
        or signals is None
        or (secure is None and advanced is not False)
        or (secure is False and advanced is None)
    ):
        obstacles = None
    else:
        obstacles = set()
        if not time_fits:
            obstacles.add("time")
        if not money_fits:
            obstacles.add("money")
        if advanced and not secure:
            obstacles.add("contract")
        if mender and not teacher:
            obstacles.add("motive")

    if credit is None or burden is None or direction is None:
        score = None
    else:
        score = credit * 10 - burden / 4
        if direction == "clear":
            score += 20

    return {
        "standing": standing,
        "credit": credit,
        "signals": signals,
        "secure": secure,
        "hours_total": hours_total,
        "share": share,
        "time_fits": time_fits,
        "money_fits": money_fits,
        "backing": backing,
        "depth": depth,
        "burden": burden,
        "direction": direction,
        "obstacles": obstacles,
        "score": score,
        "outcome": outcome(obstacles, direction, score, backing, burden),
    }


def outcome(
    obstacles: set[str] | None, direction: str | None, score: Any, backing: str | None, burden: Any
) -> str | None:
    """The first row that holds; None where an earlier one with another answer still may."""
    if obstacles is not None and "motive" in obstacles:
        return "no"
    if direction == "unclear" and score is not None and score < 0:
        return "no"
    if obstacles is None or direction is None:
        return None
    if direction == "unclear":
        return None if score is None else "ask"
    if direction == "partly":
        if burden is None:
            return None
        return "short-course" if burden <= 300 else "ask"
    if "time" not in obstacles and "money" not in obstacles:
        if backing is None:
            return None
        if backing != "none":
            return "apply"
    if score is None:
        return None
    return "apply-later" if score >= 30 else "ask"
