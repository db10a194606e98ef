"""Every operator, and expressions of every form, over random profiles: the value is the interpreter's."""

from __future__ import annotations

from random import Random

import pytest
from tests.differential.drawing import draw
from tests.feel_meaning.vocabulary import OPTION_FIELDS, PROGRAM_FIELDS, SCALARS, SCOPE, ir
from tests.interpreter.building import derived, fact, no, program, record_list, rule

from medrules.feel.operators import OPERATORS
from medrules.ir.expr import Call, Expr
from medrules.ir.program import Derived, Program, Rule
from medrules.ir.types import BooleanType
from medrules.targets.python import compiled

from .comparing import unlike

FACTS = (
    *(fact(path, kind) for path, kind, _ in SCALARS),
    *(fact(f"programs[].{name}", kind) for name, kind, _ in PROGRAM_FIELDS),
    *(fact(f"options[].{name}", kind) for name, kind, _ in OPTION_FIELDS),
)
LISTS = (record_list("programs"), record_list("options", key="title", absent="empty"))
EXAMPLES = [text for entry in OPERATORS.values() for text, _ in entry.examples]
FORMS = [
    "capacity.budget * weights.share - 1.5 * capacity.budget",
    "capacity.budget / 4 + capacity.budget / 0.3 - capacity.budget / 7",
    "experience.teaching_years / 3 + experience.teaching_years * 1.1",
    "experience.teaching_years / weights.brand",
    "weights.share / weights.brand > 2 or plan.payoff_plan",
    "-experience.teaching_years + abs(weights.brand) - abs(experience.teaching_years)",
    "modulo(experience.teaching_years, 3) = 1 and not(plan.payoff_plan)",
    "max(weights.brand, weights.share) + min(experience.teaching_years, 3)",
    "max(weights.brand, weights.share, 7)",
    "weights.brand ** 2 + sqrt(weights.share)",
    "if plan.payoff_plan then weights.brand else weights.share",
    "if plan.payoff_plan then 1 else 1",
    "if degree.value >= \"moderate\" then weights.brand / 0 else null",
    "(if plan.payoff_plan then 1 / weights.brand else 2) > 1 and plan.setting != \"community\"",
    "degree.value < \"high\" or degree.value > \"low\"",
    "degree.value >= \"moderate\" and not(degree.value = \"high\")",
    "plan.setting in (\"community\", \"mid-tier\")",
    "\"scholarship\" in goals.motives and not(\"leadership\" in cautions)",
    "goals.motives = cautions",
    "goals.motives != cautions or plan.payoff_plan",
    "count(goals.motives) + count(programs) + count(decision.path)",
    "count(programs[brand > 50]) >= 1 and plan.payoff_plan",
    "count(programs[brand > 50 or buzzwords])",
    "sum(programs.tuition_usd) > capacity.budget",
    "sum(for p in programs return p.brand * 2)",
    "some p in programs satisfies p.brand > experience.teaching_years",
    "every p in programs satisfies p.buzzwords or \"leadership\" in p.signs",
    "some m in goals.motives satisfies m = \"leadership\"",
    "some p in programs satisfies some o in options satisfies o.cost_usd < p.tuition_usd",
    "every p in programs satisfies p.value >= \"moderate\"",
    "plan.payoff_plan and (some p in programs satisfies p.score > 1)",
    "plan.payoff_plan or (every o in options satisfies o.cost_usd > 10)",
    "for p in programs return p.name",
    "for p in programs return if p.buzzwords then p.name else \"-\"",
    "[clinician.specialty, \"a\"]",
    "append(decision.path, clinician.specialty)",
    "distinct values(concatenate(decision.path, decision.path))",
    "union(goals.motives, cautions)",
    "clinician.specialty + \"!\" = \"a!\"",
    "string length(clinician.specialty) > 2 and contains(clinician.specialty, \"t\")",
    "is defined(degree.value) and not(is defined(weights.brand / 0))",
    "not(is known(plan.setting)) or is known(goals.motives)",
    "list contains(decision.path, clinician.specialty)",
    "list contains(programs.name, \"record 0\")",
    "weights.brand between 2 and 40",
    "degree.value = null or weights.brand = null",
    "null",
]  # fmt: skip


def _made(expr: Expr) -> Program:
    ends: list[Derived] = [derived("end", expr.type)]
    rules: list[Rule] = [rule("end", expr)]
    if isinstance(expr.type, BooleanType):
        for name, test in (("yes", expr), ("no", no(expr))):
            ends.append(derived(name))
            rules.append(rule(name, True, test))
        ends.append(derived("programs[].each"))
        rules.append(rule("programs[].each", expr, no(expr), ("program", "programs")))
    return program(FACTS, ends, rules, LISTS)


@pytest.mark.parametrize("text", [*FORMS, *EXAMPLES])
def test_expressions(text: str) -> None:
    made = _made(ir(text, scope=SCOPE))
    code = compiled(made)
    compile(code.source, "generated", "exec")
    source = Random(text)
    for _ in range(25 if text in FORMS else 2):
        assert unlike(made, draw(made, source), code) == []


def test_deep_expressions_of_every_form() -> None:
    source = Random(4)
    for _ in range(12):
        tests = [ir(text, scope=SCOPE) for text in source.sample(FORMS, 12)]
        parts = [one for one in tests if isinstance(one.type, BooleanType)]
        whole: Expr = parts[0]
        for part in parts[1:]:
            joined = ir("plan.payoff_plan and plan.payoff_plan", scope=SCOPE)
            if source.random() < 0.5:
                joined = ir("plan.payoff_plan or plan.payoff_plan", scope=SCOPE)
            whole = no(joined.replace(operands=(whole, part)))  # type: ignore[call-arg]
        made = _made(whole)
        code = compiled(made)
        for _ in range(10):
            assert unlike(made, draw(made, source), code) == []


def test_every_operator_is_there() -> None:
    texts = " ".join(EXAMPLES)
    assert all(name in texts for name in OPERATORS if name not in ("is known", "negate"))
    assert isinstance(ir("-weights.brand", scope=SCOPE), Call)
