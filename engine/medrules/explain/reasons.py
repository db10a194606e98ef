"""Why, in a few sentences: the ``because`` texts of the rules behind a conclusion.

In: a program, an evaluation, the concrete path of a conclusion. Out: sentences, the most direct
first: those of the rules that concluded it, then, where it is the outcome of a flow, those of the
steps that led there. Nothing is refused; a conclusion without a rule has no reasons.
"""

from __future__ import annotations

from medrules.explain.templates import render
from medrules.interpreter.frame import bind, concrete, frame_of, restore, variable_key
from medrules.ir.evaluation import Evaluation, Firing
from medrules.ir.program import Program


def reasons(program: Program, evaluation: Evaluation, path: str) -> tuple[str, ...]:
    """The sentences behind a conclusion, without repeats."""
    run = evaluation.run
    fired = [one for one in run.firings if one.verdict == "fired"]
    direct = [
        one for one in fired if concrete(program.rules[one.rule].conclusion, one.record) == path
    ]
    flows = {program.rules[one.rule].origin for one in direct}
    parents = {(origin.pack, origin.parent) for origin in flows if origin.kind == "flow"}
    steps = [
        one
        for one in fired
        if one not in direct
        and program.rules[one.rule].origin.kind == "flow"
        and (program.rules[one.rule].origin.pack, program.rules[one.rule].origin.parent) in parents
    ]
    frame = frame_of(program, run)

    def sentence(firing: Firing) -> str:
        rule = program.rules[firing.rule]
        if rule.loop is None or firing.record is None:
            return render(rule.because, frame, program)
        key = variable_key(rule.loop.variable)
        before = bind(frame, key, run.records[rule.loop.list_path][firing.record])
        try:
            return render(rule.because, frame, program)
        finally:
            restore(frame, key, before)

    return tuple(dict.fromkeys(text for one in (*direct, *steps) if (text := sentence(one))))
