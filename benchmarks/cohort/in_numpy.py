"""The rules by hand for NumPy arrays: conditions as masks, values by ``where``."""

from __future__ import annotations

from typing import Any

Columns = dict[str, Any]


def answer(columns: Columns) -> Columns:
    """The conclusions as arrays; enums as codes, sets as bit masks."""
    import numpy as np

    stage, role = columns["person__stage"], columns["person__role"]
    years, papers = columns["person__teaching_years"], columns["person__papers"]
    motives, activities = columns["person__motives"], columns["person__activities"]
    on_leave, funding = columns["person__on_leave"], columns["house__funding"]
    agrees, protected = columns["house__chair_agrees"], columns["house__protected"]
    price, weeks, hours = (
        columns["course__price"],
        columns["course__weeks"],
        columns["course__hours"],
    )
    budget = columns["person__budget"]

    late, published = stage >= 2, papers >= 10
    standing = np.where(activities & 6 != 0, np.int8(1), np.int8(0))
    standing[(years >= 3) | published] = 2
    standing[((years >= 5) & (stage >= 3)) | ((papers >= 30) & late)] = 3

    credit = (activities & 2 != 0) * np.int32(3)
    credit += (activities & 4 != 0) * np.int32(2)
    credit += ((activities & 8 != 0) & (years >= 2)) * np.int32(2)
    credit += activities & 16 != 0
    credit += (papers >= 5) * np.int32(2)
    credit += (papers >= 20) * np.int32(2)
    credit -= on_leave * np.int32(2)

    leads = motives & 1 != 0
    research = role == 2
    leader, scholar = leads & late, published | research
    teacher, mender = (motives & 2 != 0) & ~research, motives & 8 != 0
    signals = leader.astype(np.int32)
    signals += scholar * np.int32(2)
    signals += teacher * np.int32(4)
    signals += mender * np.int32(8)
    signals += (~leads & (motives & 16 != 0)) * np.int32(16)

    contract = columns["person__contract"]
    secure = (contract == 0) | ((contract == 1) & agrees)
    share = np.where(funding == 1, np.maximum(0, price - columns["house__amount"]), price)
    share[funding == 2] = 0
    time_fits = ~on_leave & (columns["person__hours"] >= hours)
    money_fits = (budget >= share) | (agrees & (budget * 2 >= share))

    backing = np.where((funding != 0) | (protected & agrees), np.int8(1), np.int8(2))
    backing[(funding == 2) & protected] = 0
    depth = (credit >= 3).astype(np.int8)
    depth[credit >= 7] = 2
    hours_total = hours * weeks
    burden = hours_total * 0.5 + weeks * 2

    direction = np.where(teacher | (depth >= 1), np.int8(1), np.int8(2))
    clear = (leader & (standing >= 2)) | (scholar & (depth == 2))
    direction[clear] = 0
    motive = mender & ~teacher
    obstacles = (~time_fits).astype(np.int32)
    obstacles += ~money_fits * np.int32(2)
    obstacles += (~secure & (columns["course__level"] >= 2)) * np.int32(4)
    obstacles += motive * np.int32(8)
    score = credit * 10 - burden * 0.25 + clear * 20.0

    outcome = np.where((direction == 1) & (burden <= 300), np.int8(2), np.int8(3))
    outcome[clear & (score >= 30)] = 1
    outcome[clear & time_fits & money_fits & (backing != 2)] = 0
    outcome[motive | ((direction == 2) & (score < 0))] = 4
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
