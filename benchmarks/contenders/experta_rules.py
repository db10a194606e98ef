"""experta (Python, after CLIPS): one engine class, rules in phases, facts declared as they follow.

Phases take the place of salience: experta does not withdraw an activation that rests on ``NOT`` when the
fact appears, so that a rule with ``NOT`` must not see its other facts before that is settled.

Its pins install a ``frozendict`` that no Python from 3.10 on can import; installed without them, as
``requirements-experta.txt`` says, it runs, and takes part.
"""

from typing import Any

from benchmarks.contenders.model import Answer, Contender, common, flat

PHASES = (90, 89, 88, 87, 80, 70, 69, 60, 59, 58, 50, 45, 44, 43, 42, 41, 40)
LATE = ("fellow", "junior", "senior")


def engine() -> Any:
    """The rules. Raises ImportError where experta is not installed, or not without its pins."""
    try:
        from experta import AND, MATCH, NOT, OR, TEST, Fact, KnowledgeEngine, P, Rule
    except AttributeError as error:
        raise ImportError(str(error), name="experta without its pins") from None

    class Person(Fact):
        """What is known."""

    def within(*members: str) -> Any:
        return P(lambda value: value in members)

    def holding(member: str) -> Any:
        return P(lambda value: member in value)

    def least(number: float) -> Any:
        return P(lambda value: value >= number)

    def at(phase: int, *conditions: Any) -> Any:
        return Rule(Fact(phase=phase), *conditions)

    class Advice(KnowledgeEngine):
        """All rules; what adds up is counted beside the facts, as globals are in CLIPS."""

        credit = 0

        def say(self, **values: Any) -> None:
            self.declare(Fact(**values))

        def add(self, points: int) -> None:
            self.credit += points

        @at(
            90,
            OR(
                Person(person_stage=within("junior", "senior"), person_teaching_years=least(5)),
                Person(person_stage=within(*LATE), person_papers=least(30)),
            ),
            NOT(Fact(standing="strong")),
        )
        def standing_strong(self) -> None:
            self.say(standing="strong")

        @at(
            89,
            OR(Person(person_teaching_years=least(3)), Person(person_papers=least(10))),
            NOT(Fact(standing=MATCH.any)),
        )
        def standing_good(self) -> None:
            self.say(standing="good")

        @at(
            88,
            OR(
                Person(person_activities=holding("curriculum")),
                Person(person_activities=holding("assessment")),
            ),
            NOT(Fact(standing=MATCH.any)),
        )
        def standing_fair(self) -> None:
            self.say(standing="fair")

        @at(87, Person(), NOT(Fact(standing=MATCH.any)))
        def standing_weak(self) -> None:
            self.say(standing="weak")

        @at(90, Person(person_activities=holding("curriculum")))
        def credit_curriculum(self) -> None:
            self.add(3)

        @at(90, Person(person_activities=holding("assessment")))
        def credit_assessment(self) -> None:
            self.add(2)

        @at(90, Person(person_activities=holding("simulation"), person_teaching_years=least(2)))
        def credit_simulation(self) -> None:
            self.add(2)

        @at(90, Person(person_activities=holding("supervision")))
        def credit_supervision(self) -> None:
            self.add(1)

        @at(90, Person(person_papers=least(20)))
        def credit_many_papers(self) -> None:
            self.add(4)

        @at(90, Person(person_papers=P(lambda papers: 5 <= papers < 20)))
        def credit_some_papers(self) -> None:
            self.add(2)

        @at(90, Person(person_on_leave=True))
        def credit_on_leave(self) -> None:
            self.add(-2)

        @at(80, Person())
        def credit_counted(self) -> None:
            self.say(credit=self.credit)

        @at(90, Person(person_motives=holding("leadership"), person_stage=within(*LATE)))
        def leader(self) -> None:
            self.say(signal="leader")

        @at(
            90,
            OR(Person(person_papers=least(10)), Person(person_role="researcher")),
            NOT(Fact(signal="scholar")),
        )
        def scholar(self) -> None:
            self.say(signal="scholar")

        @at(
            90,
            Person(
                person_motives=holding("teach-well"), person_role=P(lambda one: one != "researcher")
            ),
        )
        def teacher(self) -> None:
            self.say(signal="teacher")

        @at(90, Person(person_motives=holding("repair-cv")))
        def mender(self) -> None:
            self.say(signal="mender")

        @at(90, Person(person_motives=P(lambda some: "peers" in some and "leadership" not in some)))
        def follower(self) -> None:
            self.say(signal="follower")

        @at(
            90,
            OR(
                Person(person_contract="permanent"),
                Person(person_contract="fixed-term", house_chair_agrees=True),
            ),
        )
        def secure(self) -> None:
            self.say(secure=True)

        @at(90, Person(course_hours=MATCH.hours, course_weeks=MATCH.weeks))
        def hours_total(self, hours: Any, weeks: Any) -> None:
            self.say(hours_total=hours * weeks)

        @at(90, Person(house_funding="none", course_price=MATCH.price))
        def share_none(self, price: Any) -> None:
            self.say(share=price)

        @at(
            90,
            Person(house_funding="partial", course_price=MATCH.price, house_amount=MATCH.amount),
            TEST(lambda price, amount: amount < price),
        )
        def share_partial(self, price: Any, amount: Any) -> None:
            self.say(share=price - amount)

        @at(89, Person(), NOT(Fact(share=MATCH.any)))
        def share_paid(self) -> None:
            self.say(share=0)

        @at(
            90,
            Person(person_on_leave=False, course_hours=MATCH.takes, person_hours=MATCH.has),
            TEST(lambda takes, has: has >= takes),
        )
        def time_fits(self) -> None:
            self.say(time_fits=True)

        @at(90, Person(house_funding="full", house_protected=True))
        def backing_strong(self) -> None:
            self.say(backing="strong")

        @at(89, Person(house_funding=within("full", "partial")), NOT(Fact(backing=MATCH.any)))
        def backing_paid(self) -> None:
            self.say(backing="some")

        @at(88, Person(house_protected=True, house_chair_agrees=True), NOT(Fact(backing=MATCH.any)))
        def backing_agreed(self) -> None:
            self.say(backing="some")

        @at(87, Person(), NOT(Fact(backing=MATCH.any)))
        def backing_none(self) -> None:
            self.say(backing="none")

        @at(
            70,
            Fact(share=MATCH.share),
            Person(person_budget=MATCH.budget),
            TEST(lambda share, budget: budget >= share),
        )
        def money_fits(self) -> None:
            self.say(money_fits=True)

        @at(
            69,
            Fact(share=MATCH.share),
            Person(person_budget=MATCH.budget, house_chair_agrees=True),
            TEST(lambda share, budget: budget * 2 >= share),
            NOT(Fact(money_fits=True)),
        )
        def money_lent(self) -> None:
            self.say(money_fits=True)

        @at(70, Fact(credit=least(7)))
        def depth_high(self) -> None:
            self.say(depth="high")

        @at(70, Fact(credit=P(lambda credit: 3 <= credit < 7)))
        def depth_medium(self) -> None:
            self.say(depth="medium")

        @at(70, Fact(credit=P(lambda credit: credit < 3)))
        def depth_low(self) -> None:
            self.say(depth="low")

        @at(70, Fact(hours_total=MATCH.hours), Person(course_weeks=MATCH.weeks))
        def burden(self, hours: Any, weeks: Any) -> None:
            self.say(burden=hours * 0.5 + weeks * 2)

        @at(
            60,
            OR(
                AND(Fact(signal="leader"), Fact(standing=within("good", "strong"))),
                AND(Fact(signal="scholar"), Fact(depth="high")),
            ),
            NOT(Fact(direction="clear")),
        )
        def direction_clear(self) -> None:
            self.say(direction="clear")

        @at(
            59,
            OR(Fact(signal="teacher"), Fact(depth=within("medium", "high"))),
            NOT(Fact(direction=MATCH.any)),
        )
        def direction_partly(self) -> None:
            self.say(direction="partly")

        @at(58, Person(), NOT(Fact(direction=MATCH.any)))
        def direction_unclear(self) -> None:
            self.say(direction="unclear")

        @at(60, Person(), NOT(Fact(time_fits=True)))
        def obstacle_time(self) -> None:
            self.say(obstacle="time")

        @at(60, Person(), NOT(Fact(money_fits=True)))
        def obstacle_money(self) -> None:
            self.say(obstacle="money")

        @at(60, Person(course_level=within("masters", "doctorate")), NOT(Fact(secure=True)))
        def obstacle_contract(self) -> None:
            self.say(obstacle="contract")

        @at(60, Fact(signal="mender"), NOT(Fact(signal="teacher")))
        def obstacle_motive(self) -> None:
            self.say(obstacle="motive")

        @at(
            50,
            Fact(direction=MATCH.direction),
            Fact(credit=MATCH.credit),
            Fact(burden=MATCH.burden),
        )
        def score(self, direction: str, credit: Any, burden: Any) -> None:
            self.say(score=credit * 10 - burden * 0.25 + (20 if direction == "clear" else 0))

        @at(45, Fact(obstacle="motive"))
        def wrong_reason(self) -> None:
            self.say(outcome="no")

        @at(
            44,
            Fact(direction="unclear"),
            Fact(score=P(lambda score: score < 0)),
            NOT(Fact(outcome=MATCH.any)),
        )
        def unclear_reason(self) -> None:
            self.say(outcome="no")

        @at(
            43,
            Fact(direction="clear"),
            NOT(Fact(obstacle=within("time", "money"))),
            Fact(backing=P(lambda backing: backing != "none")),
            NOT(Fact(outcome=MATCH.any)),
        )
        def apply(self) -> None:
            self.say(outcome="apply")

        @at(42, Fact(direction="clear"), Fact(score=least(30)), NOT(Fact(outcome=MATCH.any)))
        def later(self) -> None:
            self.say(outcome="apply-later")

        @at(
            41,
            Fact(direction="partly"),
            Fact(burden=P(lambda burden: burden <= 300)),
            NOT(Fact(outcome=MATCH.any)),
        )
        def short(self) -> None:
            self.say(outcome="short-course")

        @at(40, Person(), NOT(Fact(outcome=MATCH.any)))
        def ask(self) -> None:
            self.say(outcome="ask")

    return Advice(), Person, Fact


def make() -> Contender:
    advice, person, fact = engine()

    def run(facts: dict[str, Any]) -> Any:
        advice.reset()
        advice.credit = 0
        advice.declare(person(**facts))
        for phase in PHASES:
            advice.declare(fact(phase=phase))
            advice.run()
        return advice.facts.values()

    def read(found: Any) -> Answer:
        values: dict[str, Any] = {"secure": False, "time_fits": False, "money_fits": False}
        signals, obstacles = set(), set()
        for fact in found:
            said = {key: one for key, one in fact.items() if isinstance(key, str)}
            signals |= {said["signal"]} if "signal" in said else set()
            obstacles |= {said["obstacle"]} if "obstacle" in said else set()
            values |= said
        return common({**values, "signals": signals, "obstacles": obstacles})

    return Contender("experta", "experta", "peer", flat, run, read)
