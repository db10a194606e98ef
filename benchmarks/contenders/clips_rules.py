# ruff: noqa: E501 (a rule of CLIPS reads best on one line)
"""clipspy (CLIPS, C): rules in layers by salience; the answer is one fact, asserted last."""

from typing import Any

from benchmarks.contenders.model import Answer, Contender, common, flat
from benchmarks.profiles import Facts

TEMPLATES = (
    """(deftemplate person
      (slot person_stage) (slot person_role) (slot person_contract)
      (slot person_teaching_years) (slot person_papers) (slot person_hours) (slot person_budget)
      (multislot person_motives) (multislot person_activities) (slot person_on_leave)
      (slot house_funding) (slot house_amount) (slot house_protected) (slot house_chair_agrees)
      (slot course_level) (slot course_price) (slot course_weeks) (slot course_hours))""",
    """(deftemplate answer
      (slot standing) (slot credit) (multislot signals) (slot secure) (slot hours_total)
      (slot share) (slot time_fits) (slot money_fits) (slot backing) (slot depth) (slot burden)
      (slot direction) (multislot obstacles) (slot score) (slot outcome))""",
    "(defglobal ?*credit* = 0 ?*signals* = (create$) ?*obstacles* = (create$))",
)
"""Sums and sets grow in globals, which ``reset`` puts back."""

RULES: tuple[tuple[int, str, str, str], ...] = (
    (90, "strong-by-years", "(person (person_stage junior|senior) (person_teaching_years ?y&:(>= ?y 5))) (not (standing ?))", "(assert (standing strong))"),
    (90, "strong-by-papers", "(person (person_stage fellow|junior|senior) (person_papers ?p&:(>= ?p 30))) (not (standing ?))", "(assert (standing strong))"),
    (89, "good-by-years", "(person (person_teaching_years ?y&:(>= ?y 3))) (not (standing ?))", "(assert (standing good))"),
    (89, "good-by-papers", "(person (person_papers ?p&:(>= ?p 10))) (not (standing ?))", "(assert (standing good))"),
    (88, "fair", "(or (person (person_activities $? curriculum $?)) (person (person_activities $? assessment $?))) (not (standing ?))", "(assert (standing fair))"),
    (87, "weak", "(person) (not (standing ?))", "(assert (standing weak))"),
    (90, "credit-curriculum", "(person (person_activities $? curriculum $?))", "(bind ?*credit* (+ ?*credit* 3))"),
    (90, "credit-assessment", "(person (person_activities $? assessment $?))", "(bind ?*credit* (+ ?*credit* 2))"),
    (90, "credit-simulation", "(person (person_activities $? simulation $?) (person_teaching_years ?y&:(>= ?y 2)))", "(bind ?*credit* (+ ?*credit* 2))"),
    (90, "credit-supervision", "(person (person_activities $? supervision $?))", "(bind ?*credit* (+ ?*credit* 1))"),
    (90, "credit-many-papers", "(person (person_papers ?p&:(>= ?p 20)))", "(bind ?*credit* (+ ?*credit* 4))"),
    (90, "credit-some-papers", "(person (person_papers ?p&:(>= ?p 5)&:(< ?p 20)))", "(bind ?*credit* (+ ?*credit* 2))"),
    (90, "credit-on-leave", "(person (person_on_leave TRUE))", "(bind ?*credit* (- ?*credit* 2))"),
    (80, "credit", "(person)", "(assert (credit ?*credit*))"),
    (90, "leader", "(person (person_motives $? leadership $?) (person_stage fellow|junior|senior))", "(assert (signal leader))"),
    (90, "scholar", "(or (person (person_papers ?p&:(>= ?p 10))) (person (person_role researcher)))", "(assert (signal scholar))"),
    (90, "teacher", "(person (person_motives $? teach-well $?) (person_role ~researcher))", "(assert (signal teacher))"),
    (90, "mender", "(person (person_motives $? repair-cv $?))", "(assert (signal mender))"),
    (90, "follower", "(person (person_motives $? peers $?)) (not (person (person_motives $? leadership $?)))", "(assert (signal follower))"),
    (80, "signals", "(signal ?s)", "(bind ?*signals* (create$ ?*signals* ?s))"),
    (90, "secure", "(or (person (person_contract permanent)) (person (person_contract fixed-term) (house_chair_agrees TRUE)))", "(assert (secure))"),
    (90, "hours-total", "(person (course_hours ?h) (course_weeks ?w))", "(assert (hours-total (* ?h ?w)))"),
    (90, "share-none", "(person (house_funding none) (course_price ?p))", "(assert (share ?p))"),
    (90, "share-partial", "(person (house_funding partial) (course_price ?p) (house_amount ?a&:(< ?a ?p)))", "(assert (share (- ?p ?a)))"),
    (89, "share-paid", "(person) (not (share ?))", "(assert (share 0))"),
    (90, "time-fits", "(person (person_on_leave FALSE) (course_hours ?h) (person_hours ?m&:(>= ?m ?h)))", "(assert (time-fits))"),
    (90, "backing-strong", "(person (house_funding full) (house_protected TRUE))", "(assert (backing strong))"),
    (89, "backing-paid", "(person (house_funding full|partial)) (not (backing ?))", "(assert (backing some))"),
    (88, "backing-agreed", "(person (house_protected TRUE) (house_chair_agrees TRUE)) (not (backing ?))", "(assert (backing some))"),
    (87, "backing-none", "(person) (not (backing ?))", "(assert (backing none))"),
    (70, "money-fits", "(share ?s) (person (person_budget ?b&:(>= ?b ?s)))", "(assert (money-fits))"),
    (70, "money-lent", "(share ?s) (person (house_chair_agrees TRUE) (person_budget ?b&:(>= (* ?b 2) ?s)))", "(assert (money-fits))"),
    (70, "depth-high", "(credit ?c&:(>= ?c 7))", "(assert (depth high))"),
    (70, "depth-medium", "(credit ?c&:(>= ?c 3)&:(< ?c 7))", "(assert (depth medium))"),
    (70, "depth-low", "(credit ?c&:(< ?c 3))", "(assert (depth low))"),
    (70, "burden", "(hours-total ?h) (person (course_weeks ?w))", "(assert (burden (+ (* ?h 0.5) (* ?w 2))))"),
    (60, "clear-leader", "(signal leader) (standing good|strong)", "(assert (direction clear))"),
    (60, "clear-scholar", "(signal scholar) (depth high)", "(assert (direction clear))"),
    (59, "partly", "(or (signal teacher) (depth medium|high)) (not (direction ?))", "(assert (direction partly))"),
    (58, "unclear", "(person) (not (direction ?))", "(assert (direction unclear))"),
    (60, "obstacle-time", "(person) (not (time-fits))", "(assert (obstacle time))"),
    (60, "obstacle-money", "(person) (not (money-fits))", "(assert (obstacle money))"),
    (60, "obstacle-contract", "(person (course_level masters|doctorate)) (not (secure))", "(assert (obstacle contract))"),
    (60, "obstacle-motive", "(signal mender) (not (signal teacher))", "(assert (obstacle motive))"),
    (50, "obstacles", "(obstacle ?o)", "(bind ?*obstacles* (create$ ?*obstacles* ?o))"),
    (50, "score-clear", "(direction clear) (credit ?c) (burden ?b)", "(assert (score (+ (- (* ?c 10) (* ?b 0.25)) 20)))"),
    (50, "score", "(direction ~clear) (credit ?c) (burden ?b)", "(assert (score (- (* ?c 10) (* ?b 0.25))))"),
    (45, "wrong-reason", "(obstacle motive)", "(assert (outcome no))"),
    (44, "unclear-reason", "(direction unclear) (score ?s&:(< ?s 0)) (not (outcome ?))", "(assert (outcome no))"),
    (43, "apply", "(direction clear) (not (obstacle time|money)) (backing ~none) (not (outcome ?))", "(assert (outcome apply))"),
    (42, "later", "(direction clear) (score ?s&:(>= ?s 30)) (not (outcome ?))", "(assert (outcome apply-later))"),
    (41, "short", "(direction partly) (burden ?b&:(<= ?b 300)) (not (outcome ?))", "(assert (outcome short-course))"),
    (40, "ask", "(person) (not (outcome ?))", "(assert (outcome ask))"),
    (
        10,
        "report",
        "(standing ?st) (credit ?cr) (hours-total ?h) (share ?sh) (backing ?ba) (depth ?de) (burden ?bu) (direction ?di) (score ?sc) (outcome ?ou)",
        "(assert (answer (standing ?st) (credit ?cr) (signals ?*signals*) (hours_total ?h) (share ?sh)"
        " (secure (any-factp ((?f secure)) TRUE)) (time_fits (any-factp ((?f time-fits)) TRUE))"
        " (money_fits (any-factp ((?f money-fits)) TRUE)) (backing ?ba) (depth ?de) (burden ?bu)"
        " (direction ?di) (obstacles ?*obstacles*) (score ?sc) (outcome ?ou)))",
    ),
)  # fmt: skip
"""Salience, name, left side, right side."""


def make() -> Contender:
    import clips

    environment = clips.Environment()
    for text in TEMPLATES:
        environment.build(text)
    # What ``report`` asks about has to be known as a kind of fact before it.
    for name in ("secure", "time-fits", "money-fits"):
        environment.build(f"(deftemplate {name})")
    for salience, name, left, right in RULES:
        environment.build(f"(defrule {name} (declare (salience {salience})) {left} => {right})")
    person = environment.find_template("person")
    answer = environment.find_template("answer")

    def prepare(facts: Facts) -> dict[str, Any]:
        def symbols(value: Any) -> Any:
            if isinstance(value, str):
                return clips.Symbol(value)
            return [symbols(one) for one in value] if isinstance(value, list) else value

        return {name: symbols(value) for name, value in flat(facts).items()}

    def run(facts: dict[str, Any]) -> dict[str, Any]:
        environment.reset()
        person.assert_fact(**facts)
        environment.run()
        return dict(next(answer.facts()))

    def read(found: dict[str, Any]) -> Answer:
        truths = {"TRUE": True, "FALSE": False}
        return common({name: truths.get(str(value), value) for name, value in found.items()})

    return Contender("clips", "clipspy (CLIPS)", "peer", prepare, run, read)
