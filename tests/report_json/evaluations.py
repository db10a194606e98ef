"""Evaluations by hand, of the small program of the profile tests."""

from decimal import Decimal

from medrules.ir.evaluation import Conclusion, Evaluation, Interval, Profile, Run, Settlement
from medrules.ir.values import UNKNOWN
from profiles.programs import PROGRAM


def settled(path, value, *rules):
    return Conclusion(path, Settlement("settled", value, (), (), True), rules)


def open_(path, possible, *missing, value=None, status="provisional", exact=True, rules=()):
    return Conclusion(path, Settlement(status, value, possible, missing, exact), rules)


PROFILE = Profile(
    {
        "goals.primary_identity": "educator",
        "goals.motives": frozenset({"repair-cv", "leadership"}),
        "support.funding_usd": Decimal("1500.50"),
        "weights.brand": 40,
        "report.tags": ("b", "a"),
        "plan.payoff_plan": False,
    },
    {
        "programs": (
            {"name": "North", "brand": 80},
            {"name": "South", "tags": frozenset({"scholarship", "leadership"})},
            {"name": "West"},
        )
    },
    {},
)

CONCLUSIONS = (
    settled("decision.outcome", "worthwhile", "p/flow/worthwhile"),
    settled("decision.path", ("identity", "aim", "worthwhile")),
    open_(
        "cautions", ("better-teaching", "scholarship"), "plan.x", value=frozenset({"leadership"})
    ),
    open_("costs.total", Interval(Decimal("1000.50"), 2000), "support.funding_usd", exact=False),
    settled("hidden.step", True),
    settled("programs[0].rank", 3),
    settled("programs[1].rank", 1, "p/rank"),
    open_("programs[2].rank", (2, 1), "programs[2].brand"),
    settled("programs[0].score", Decimal("0.3333333333333333333333333333333333")),
    settled("programs[1].score", Decimal("71.00")),
    open_("programs[2].score", Interval(0, 100), "programs[2].brand"),
    settled("programs[0].secret", 1),
    settled("alternatives[0].rank", 2),
    settled("alternatives[1].rank", 1),
)


def records():
    given = PROFILE.records["programs"]
    names = ("name", "brand", "level", "tags")
    return {
        "programs": tuple({name: one.get(name, UNKNOWN) for name in names} for one in given),
        "alternatives": ({"name": "Workshop", "burden": 8}, {"name": "Course", "burden": None}),
    }


def evaluation(conclusions=CONCLUSIONS, **changes):
    run = Run({}, records() | changes, (), ())
    return Evaluation(PROGRAM.packs, PROFILE, run, {one.path: one for one in conclusions})
