"""A small program by hand: every kind of fact, and lists that a profile, the packs or both fill."""

from decimal import Decimal

from medrules.ir.program import (
    Derived,
    EnumInfo,
    Fact,
    Member,
    Option,
    PackStamp,
    Parameter,
    Policy,
    Program,
    RecordList,
)
from medrules.ir.types import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    TEXT,
    EnumType,
    ListType,
    NumberType,
    SetType,
)
from medrules.source.span import NOWHERE

IDENTITY = EnumType("identity", ("educator", "clinician", "researcher", "administrator"))
MOTIVE = EnumType("motive", ("leadership", "scholarship", "better-teaching", "repair-cv"))
LEVEL = EnumType("level", ("low", "moderate", "high"), True)
OUTCOME = EnumType("outcome", ("skip", "smaller-programs", "worthwhile"))


def fact(path, kind, low=None, high=None, title="", question="", help=""):
    return Fact(path, kind, title or path, question, help, low, high, "no", "p", NOWHERE)


def derived(path, kind, policy=Policy.UNIQUE, internal=False, default=None):
    return Derived(path, kind, policy, default, (), path, "", internal, "p", NOWHERE)


def parameter(path, value, open_, low=0, high=100, kind=NUMBER):
    return Parameter(path, kind, value, path, "", low, high, open_, (), "p", NOWHERE, ())


def record_list(path, given_by="profile", order_by="", max_items=5):
    return RecordList(path, "name", path, given_by, "unknown", max_items, order_by, "p", NOWHERE)


FACTS = (
    fact(
        "goals.primary_identity",
        IDENTITY,
        title="Primary identity",
        question="What do you want to be known for?",
        help="The work that you would keep\nif you could keep only one.",
    ),
    fact("goals.motives", SetType(MOTIVE), title="Motives"),
    fact("support.funding_usd", NumberType("USD"), 0, None, title="Funding"),
    fact("capacity.hours_per_week", NumberType("hours/week"), 0, 168),
    fact("experience.teaching_years", INTEGER, 0, 80),
    fact("experience.ratio", NUMBER, Decimal("0.2"), Decimal("0.8")),
    fact("plan.payoff_plan", BOOLEAN),
    fact("record.consistency", LEVEL),
    fact("clinician.specialty", TEXT),
    fact("deep.er.value", NUMBER),
    fact("programs[].name", TEXT, title="Name"),
    fact("programs[].brand", NUMBER, 0, 100, title="Brand"),
    fact("programs[].level", LEVEL),
    fact("programs[].tags", SetType(MOTIVE)),
    fact("alternatives[].name", TEXT),
    fact("alternatives[].burden", NumberType("hours")),
    fact("extras[].name", TEXT),
)

PROGRAM = Program(
    packs=(PackStamp("p", "1.2.0", "ab" * 32, "P", "p"),),
    enums=(
        EnumInfo(
            "identity",
            "Identity",
            (
                Member("educator", "Educator", "Teaching is the main academic work."),
                Member("clinician", "Clinician", ""),
                Member("researcher", "researcher", ""),
                Member("administrator", "Administrator", ""),
            ),
        ),
        EnumInfo(
            "motive",
            "Motive",
            tuple(Member(one, one.replace("-", " "), "") for one in MOTIVE.members),
        ),
        EnumInfo("level", "Level", tuple(Member(one, one, "") for one in LEVEL.members)),
        EnumInfo("outcome", "Outcome", tuple(Member(one, one, "") for one in OUTCOME.members)),
    ),
    facts=FACTS,
    lists=(
        record_list("programs", order_by="rank"),
        record_list("alternatives", given_by="packs", order_by="rank"),
        record_list("extras", given_by="both"),
    ),
    options=(
        Option("alternatives", "workshop", (("name", "Workshop"), ("burden", 8)), (), "p", NOWHERE),
        Option("alternatives", "course", (("name", "Course"),), (), "p", NOWHERE),
        Option("extras", "book", (), (), "p", NOWHERE),
    ),
    parameters=(
        parameter("weights.brand", 50, True),
        parameter("costs.weeks", 48, False),
        parameter("report.tags", ("a",), True, None, None, ListType(TEXT)),
    ),
    derived=(
        derived("decision.outcome", OUTCOME),
        derived("decision.path", ListType(TEXT), Policy.RULE_ORDER),
        derived("cautions", SetType(MOTIVE), Policy.COLLECT),
        derived("costs.total", NumberType("USD")),
        derived("hidden.step", BOOLEAN, internal=True),
        derived("programs[].score", NUMBER),
        derived("programs[].rank", INTEGER),
        derived("programs[].secret", NUMBER, internal=True),
        derived("alternatives[].rank", INTEGER),
    ),
    sources=(),
    rules=(),
    strata=(),
    retired=(),
    flows=(),
    report=(),
)
