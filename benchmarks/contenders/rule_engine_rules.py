"""rule-engine (Python): compiled rules; the members of a set are rules of their own."""

from typing import Any

from benchmarks.contenders.model import Contender, common, flat

LATE = "['fellow', 'junior', 'senior']"

RULES: tuple[tuple[str, str | tuple[tuple[str, str], ...]], ...] = (
    (
        "standing",
        "(person_teaching_years >= 5 and person_stage in ['junior', 'senior'])"
        f" or (person_papers >= 30 and person_stage in {LATE}) ? 'strong'"
        " : (person_teaching_years >= 3 or person_papers >= 10 ? 'good'"
        " : ('curriculum' in person_activities or 'assessment' in person_activities ? 'fair'"
        " : 'weak'))",
    ),
    (
        "credit",
        "('curriculum' in person_activities ? 3 : 0)"
        " + ('assessment' in person_activities ? 2 : 0)"
        " + ('simulation' in person_activities and person_teaching_years >= 2 ? 2 : 0)"
        " + ('supervision' in person_activities ? 1 : 0)"
        " + (person_papers >= 20 ? 4 : (person_papers >= 5 ? 2 : 0))"
        " - (person_on_leave ? 2 : 0)",
    ),
    (
        "signals",
        (
            ("leader", f"'leadership' in person_motives and person_stage in {LATE}"),
            ("scholar", "person_papers >= 10 or person_role == 'researcher'"),
            ("teacher", "'teach-well' in person_motives and person_role != 'researcher'"),
            ("mender", "'repair-cv' in person_motives"),
            ("follower", "'peers' in person_motives and not ('leadership' in person_motives)"),
        ),
    ),
    (
        "secure",
        "person_contract == 'permanent'"
        " or (person_contract == 'fixed-term' and house_chair_agrees)",
    ),
    ("hours_total", "course_hours * course_weeks"),
    (
        "share",
        "house_funding == 'full' ? 0 : (house_funding == 'none' ? course_price"
        " : (house_amount < course_price ? course_price - house_amount : 0))",
    ),
    ("time_fits", "person_hours >= course_hours and not person_on_leave"),
    (
        "money_fits",
        "person_budget >= share or (house_chair_agrees and person_budget * 2 >= share)",
    ),
    (
        "backing",
        "house_funding == 'full' and house_protected ? 'strong'"
        " : (house_funding != 'none' or (house_protected and house_chair_agrees)"
        " ? 'some' : 'none')",
    ),
    ("depth", "credit >= 7 ? 'high' : (credit >= 3 ? 'medium' : 'low')"),
    ("burden", "hours_total * 0.5 + course_weeks * 2"),
    (
        "direction",
        "('leader' in signals and standing in ['good', 'strong'])"
        " or ('scholar' in signals and depth == 'high') ? 'clear'"
        " : ('teacher' in signals or depth != 'low' ? 'partly' : 'unclear')",
    ),
    (
        "obstacles",
        (
            ("time", "not time_fits"),
            ("money", "not money_fits"),
            ("contract", "not secure and course_level in ['masters', 'doctorate']"),
            ("motive", "'mender' in signals and not ('teacher' in signals)"),
        ),
    ),
    ("score", "credit * 10 - burden * 0.25 + (direction == 'clear' ? 20 : 0)"),
    (
        "outcome",
        "'motive' in obstacles or (direction == 'unclear' and score < 0) ? 'no'"
        " : (direction == 'clear' and not ('time' in obstacles) and not ('money' in obstacles)"
        " and backing != 'none' ? 'apply'"
        " : (direction == 'clear' and score >= 30 ? 'apply-later'"
        " : (direction == 'partly' and burden <= 300 ? 'short-course' : 'ask')))",
    ),
)


def make() -> Contender:
    import rule_engine

    context = rule_engine.Context(resolver=rule_engine.resolve_item)

    def compiled(text: str) -> Any:
        return rule_engine.Rule(text, context=context)

    steps = [
        (name, compiled(text), ())
        if isinstance(text, str)
        else (name, None, tuple((member, compiled(when)) for member, when in text))
        for name, text in RULES
    ]

    def run(person: dict[str, Any]) -> dict[str, Any]:
        scope = dict(person)
        for name, rule, members in steps:
            if rule is not None:
                scope[name] = rule.evaluate(scope)
            else:
                scope[name] = [member for member, when in members if when.matches(scope)]
        return scope

    return Contender("rule-engine", "rule-engine", "peer", flat, run, common)
