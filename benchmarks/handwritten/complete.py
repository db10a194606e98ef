"""The rules as a plain Python function, for people of whom everything is known: the floor.

In: a flat dict from fact to value (every fact is there; a set is a frozenset). Out: a dict from
conclusion to value. Nothing is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AT_LEAST_FELLOW = frozenset({"fellow", "junior", "senior"})
AT_LEAST_JUNIOR = frozenset({"junior", "senior"})


def answer(facts: Mapping[str, Any]) -> dict[str, object]:
    """Everything that follows from the facts."""
    stage = facts["person.stage"]
    role = facts["person.role"]
    years = facts["person.teaching_years"]
    papers = facts["person.papers"]
    motives = facts["person.motives"]
    activities = facts["person.activities"]
    on_leave = facts["person.on_leave"]
    funding = facts["house.funding"]
    chair_agrees = facts["house.chair_agrees"]
    price = facts["course.price"]
    weeks = facts["course.weeks"]
    hours = facts["course.hours"]

    curriculum = "curriculum" in activities
    assessment = "assessment" in activities
    if (years >= 5 and stage in AT_LEAST_JUNIOR) or (papers >= 30 and stage in AT_LEAST_FELLOW):
        standing = "strong"
    elif years >= 3 or papers >= 10:
        standing = "good"
    elif curriculum or assessment:
        standing = "fair"
    else:
        standing = "weak"

    credit = 0
    if curriculum:
        credit += 3
    if assessment:
        credit += 2
    if years >= 2 and "simulation" in activities:
        credit += 2
    if "supervision" in activities:
        credit += 1
    if papers >= 20:
        credit += 4
    elif papers >= 5:
        credit += 2
    if on_leave:
        credit -= 2

    signals = set()
    leads = "leadership" in motives
    if leads and stage in AT_LEAST_FELLOW:
        signals.add("leader")
    if papers >= 10 or role == "researcher":
        signals.add("scholar")
    if "teach-well" in motives and role != "researcher":
        signals.add("teacher")
    if "repair-cv" in motives:
        signals.add("mender")
    if not leads and "peers" in motives:
        signals.add("follower")

    contract = facts["person.contract"]
    secure = contract == "permanent" or (contract == "fixed-term" and chair_agrees)

    if funding == "none":
        share = price
    elif funding == "partial":
        share = max(0, price - facts["house.amount"])
    else:
        share = 0

    time_fits = not on_leave and facts["person.hours"] >= hours
    budget = facts["person.budget"]
    money_fits = budget >= share or (chair_agrees and budget * 2 >= share)

    protected = facts["house.protected"]
    if funding == "full" and protected:
        backing = "strong"
    elif funding != "none" or (protected and chair_agrees):
        backing = "some"
    else:
        backing = "none"

    if credit >= 7:
        depth = "high"
    elif credit >= 3:
        depth = "medium"
    else:
        depth = "low"

    hours_total = hours * weeks
    burden = hours_total / 2 + weeks * 2

    if ("leader" in signals and (standing == "strong" or standing == "good")) or (
        depth == "high" and "scholar" in signals
    ):
        direction = "clear"
    elif depth != "low" or "teacher" in signals:
        direction = "partly"
    else:
        direction = "unclear"

    obstacles = set()
    if not time_fits:
        obstacles.add("time")
    if not money_fits:
        obstacles.add("money")
    level = facts["course.level"]
    if not secure and (level == "masters" or level == "doctorate"):
        obstacles.add("contract")
    if "mender" in signals and "teacher" not in signals:
        obstacles.add("motive")

    score = credit * 10 - burden / 4
    if direction == "clear":
        score += 20

    if "motive" in obstacles or (direction == "unclear" and score < 0):
        outcome = "no"
    elif direction == "clear" and time_fits and money_fits and backing != "none":
        outcome = "apply"
    elif direction == "clear" and score >= 30:
        outcome = "apply-later"
    elif direction == "partly" and burden <= 300:
        outcome = "short-course"
    else:
        outcome = "ask"

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
        "outcome": outcome,
    }
