"""Goals and facts in words.

In: goals and facts. Out: what a case is called, its story, and what is said of a goal that nothing
reaches. Refused: nothing. The stories are made of the titles that the packs give: the engine knows no
other words.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.cases.goals import EdgeGoal, Goal, Goals, RuleGoal, TermGoal
from medrules.explain.wording import say_value
from medrules.ir.evaluation import Plain
from medrules.ir.printer import print_expr
from medrules.ir.program import Fact, Parameter, Program
from medrules.proposals.choosing import Facts
from medrules.source.span import Span

LONGEST_NAME = 160


def short_id(goals: Goals, name: str) -> str:
    """The id of a rule as the pack's own cases write it."""
    return name.removeprefix(f"{goals.pack}/")


def name_of(goals: Goals, own: Sequence[Goal]) -> str:
    """What a case is called: by its first goal, and how many there are besides."""
    first = own[0]
    match first:
        case RuleGoal(rule, verdict):
            said = f"{short_id(goals, rule)} {'fires' if verdict == 'fired' else 'does not fire'}"
        case EdgeGoal(flow, node, edge):
            said = f"{short_id(goals, flow)}/{node} is answered with {edge}"
        case TermGoal(place, number, value):
            decision = goals.decisions[place]
            term = " ".join(print_expr(decision.terms[number]).split())
            said = f"{short_id(goals, decision.owner)} rests on {term} being {value}"
    if len(said) > LONGEST_NAME:
        said = f"{said[: LONGEST_NAME - 1]}…"
    more = len(own) - 1
    return said + (f", and {more} more" if more else "")


def story_of(program: Program, facts: Facts) -> str:
    """The person in a few words: each fact by its title."""
    slots: dict[str, Fact | Parameter] = {item.path: item for item in program.parameters}
    slots.update((item.path, item) for item in program.facts)
    parts: list[str] = []
    records: dict[str, dict[int, dict[str, Plain]]] = {}
    for path, value in facts.items():
        head, inside, rest = path.partition("[")
        if inside:
            at, _, name = rest.partition("].")
            records.setdefault(head, {}).setdefault(int(at), {})[name] = value
        else:
            parts.append(f"{_said(slots[path], value, program)}.")
    for head, rows in records.items():
        item = next(one for one in program.lists if one.path == head)
        told = [
            _record(program, slots, head, item.key, at, fields)
            for at, fields in sorted(rows.items())
        ]
        parts.append(f"{item.title or head}: {'; '.join(told)}.")
    return " ".join(parts) or "Nothing is known yet."


def _said(slot: Fact | Parameter, value: Plain, program: Program) -> str:
    title = slot.title or slot.path
    return f"{title}{' ' if title.endswith('?') else ': '}{say_value(value, slot.type, program)}"


def _record(
    program: Program,
    slots: dict[str, Fact | Parameter],
    head: str,
    key: str,
    at: int,
    fields: dict[str, Plain],
) -> str:
    name = str(fields.get(key, f"number {at + 1}"))
    told = [
        _said(slots[f"{head}[].{field}"], value, program)
        for field, value in fields.items()
        if field != key
    ]
    return f"{name} ({', '.join(told)})" if told else name


def unreached_words(goals: Goals, goal: Goal, *, proved: bool) -> tuple[str, Span, str]:
    """What is said of a goal that no case was found for: the sentence, the place, what to do."""
    found = "no profile" if proved else "no profile was found that"
    match goal:
        case RuleGoal(name, verdict):
            rule = next(one for one in goals.program.rules if one.id == name)
            verb = "makes" if proved else "would make"
            does = "fire" if verdict == "fired" else "not fire, its condition being false"
            message = f'{found} {verb} the rule "{short_id(goals, name)}" {does}'
            span = rule.origin.span
        case EdgeGoal(name, node, edge):
            flow = next(one for one in goals.flows if one.id == name)
            asked = next(one.condition for one in flow.nodes if one.id == node)
            verb = "answers" if proved else "would answer"
            message = f'{found} {verb} the question "{short_id(goals, name)}/{node}" with {edge}'
            span = asked.span if asked is not None else Span("", 0, 0, 0, 0)
        case TermGoal(place, number, value):
            decision = goals.decisions[place]
            term = decision.terms[number]
            verb = "lets" if proved else "would let"
            message = (
                f'{found} {verb} "{short_id(goals, decision.owner)}" rest on '
                f"{' '.join(print_expr(term).split())} being {value}"
            )
            span = term.span
    if proved:
        help = "what can never happen needs no words in the condition: take it out, or correct it"
    else:
        help = "where there is one, write the case by hand"
    return message, span, help
