"""The rules by hand for Polars: one lazy query in layers, which it spreads over the processors."""

from __future__ import annotations

from typing import Any

Columns = dict[str, Any]


def query(columns: Columns) -> Any:
    """The query over a frame of codes; ``collect`` gives the conclusions."""
    import polars as pl

    # int8 for codes and masks, as in the other contenders; a frame shares the arrays.
    frame = pl.DataFrame(columns).lazy()
    col, when, tiny = pl.col, pl.when, pl.Int8
    stage, role, years = col("person__stage"), col("person__role"), col("person__teaching_years")
    papers, motives, activities = (
        col("person__papers"),
        col("person__motives"),
        col("person__activities"),
    )
    funding, agrees = col("house__funding"), col("house__chair_agrees")
    price, weeks, budget = col("course__price"), col("course__weeks"), col("person__budget")

    def has(mask: Any, bit: int) -> Any:
        return (mask & pl.lit(bit, tiny)) != 0

    def code(value: int) -> Any:
        return pl.lit(value, tiny)

    def points(condition: Any, number: int) -> Any:
        return condition.cast(pl.Int32) * number

    late, research = stage >= 2, role == 2
    first = frame.with_columns(
        standing=when(((years >= 5) & (stage >= 3)) | ((papers >= 30) & late))
        .then(code(3))
        .when((years >= 3) | (papers >= 10))
        .then(code(2))
        .when(has(activities, 6))
        .then(code(1))
        .otherwise(code(0)),
        credit=points(has(activities, 2), 3)
        + points(has(activities, 4), 2)
        + points(has(activities, 8) & (years >= 2), 2)
        + points(has(activities, 16), 1)
        + points(papers >= 5, 2)
        + points(papers >= 20, 2)
        - points(col("person__on_leave"), 2),
        signals=points(has(motives, 1) & late, 1)
        + points((papers >= 10) | research, 2)
        + points(has(motives, 2) & ~research, 4)
        + points(has(motives, 8), 8)
        + points(has(motives, 16) & ~has(motives, 1), 16),
        secure=(col("person__contract") == 0) | ((col("person__contract") == 1) & agrees),
        share=when(funding == 0)
        .then(price)
        .when(funding == 1)
        .then(pl.max_horizontal(price - col("house__amount"), pl.lit(0, pl.Int32)))
        .otherwise(pl.lit(0, pl.Int32)),
        time_fits=~col("person__on_leave") & (col("person__hours") >= col("course__hours")),
        backing=when((funding == 2) & col("house__protected"))
        .then(code(0))
        .when((funding != 0) | (col("house__protected") & agrees))
        .then(code(1))
        .otherwise(code(2)),
        hours_total=col("course__hours") * weeks,
    )
    credit, signals = col("credit"), col("signals")

    def told(bit: int) -> Any:
        return (signals & bit) != 0

    second = first.with_columns(
        money_fits=(budget >= col("share")) | (agrees & (budget * 2 >= col("share"))),
        depth=when(credit >= 7).then(code(2)).when(credit >= 3).then(code(1)).otherwise(code(0)),
        burden=col("hours_total") * 0.5 + weeks * 2,
    )
    third = second.with_columns(
        direction=when((told(1) & (col("standing") >= 2)) | (told(2) & (credit >= 7)))
        .then(code(0))
        .when(told(4) | (credit >= 3))
        .then(code(1))
        .otherwise(code(2)),
        obstacles=points(~col("time_fits"), 1)
        + points(~col("money_fits"), 2)
        + points(~col("secure") & (col("course__level") >= 2), 4)
        + points(told(8) & ~told(4), 8),
    )
    direction, score = col("direction"), col("score")
    fourth = third.with_columns(
        score=credit * 10 - col("burden") * 0.25 + (direction == 0).cast(pl.Float64) * 20
    )
    return fourth.select(
        *("standing", "credit", "signals", "secure", "hours_total", "share", "time_fits"),
        *("money_fits", "backing", "depth", "burden", "direction", "obstacles", "score"),
        outcome=when(((col("obstacles") & 8) != 0) | ((direction == 2) & (score < 0)))
        .then(code(4))
        .when((direction == 0) & ((col("obstacles") & 3) == 0) & (col("backing") != 2))
        .then(code(0))
        .when((direction == 0) & (score >= 30))
        .then(code(1))
        .when((direction == 1) & (col("burden") <= 300))
        .then(code(2))
        .otherwise(code(3)),
    )
