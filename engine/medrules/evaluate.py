"""The main job: from a program and a profile to an explained answer.

In: a ``Program`` and the facts about one person. Out: an ``Evaluation``: every conclusion with its
status. Refused, as ``MedrulesError``: facts that do not fit the vocabulary; rules that contradict
each other on these facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medrules.interpreter.machine import Machine, prepare
from medrules.ir.evaluation import Conclusion, Evaluation, Profile, Run, Settlement
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN

_OPEN = Settlement("unknown", None, (), (), False)
KEPT_MACHINES = 8
_machines: dict[int, Machine] = {}


def machine_for(program: Program) -> Machine:
    """The prepared form of a program; those of the last few programs are kept."""
    machine = _machines.get(id(program))
    if machine is None or machine.program is not program:
        while len(_machines) >= KEPT_MACHINES:
            del _machines[next(iter(_machines))]
        machine = _machines[id(program)] = prepare(program)
    return machine


def evaluate(
    program: Program,
    facts: Profile | Mapping[str, object],
    *,
    only: Sequence[str] | None = None,
) -> Evaluation:
    """Work out what follows from the facts, and how firm it is.

    ``facts`` is a ``Profile``, or nested dicts as a profile file would hold them. ``only`` names
    the conclusions to look into (``decision.outcome``, ``programs[].rank``); by default all.
    Raises MedrulesError when the facts do not fit, or when rules contradict each other.
    """
    if isinstance(facts, Profile):
        profile = facts
    else:
        from medrules.profile.mapping import profile_from_mapping

        profile = profile_from_mapping(program, facts)
    machine = machine_for(program)
    run = machine.run(profile)
    if run.conflicts:
        from medrules.conflicts import conflict_error

        raise conflict_error(program, run)
    return Evaluation(
        program.packs, profile, run, _conclusions(program, machine, profile, run, only)
    )


def _conclusions(
    program: Program,
    machine: Machine,
    profile: Profile,
    run: Run,
    only: Sequence[str] | None,
) -> dict[str, Conclusion]:
    """Every conclusion by concrete path; those that are not known yet are looked into together."""
    support = _support(program, run)
    found: dict[str, Conclusion] = {}
    undecided: list[str] = []
    for item in program.derived:
        if only is not None and item.path not in only:
            continue
        head, inside, name = item.path.partition("[].")
        if inside:
            slots = [
                (f"{head}[{index}].{name}", record[name])
                for index, record in enumerate(run.records.get(head, ()))
            ]
        else:
            slots = [(item.path, run.values[item.path])]
        for path, slot in slots:
            rules = tuple(dict.fromkeys(support.get(path, ())))
            if slot is UNKNOWN:
                undecided.append(path)
                found[path] = Conclusion(path, _OPEN, rules)
            else:
                found[path] = Conclusion(path, Settlement("settled", slot, (), (), True), rules)
    if undecided:
        from medrules.settle import settle

        for path, settlement in settle(program, machine, profile, run, undecided).items():
            found[path] = Conclusion(path, settlement, found[path].rules)
    return found


def _support(program: Program, run: Run) -> dict[str, list[str]]:
    """The ids of the rules that fired, by the concrete path of their conclusion."""
    support: dict[str, list[str]] = {}
    for firing in run.firings:
        if firing.verdict == "fired":
            rule = program.rules[firing.rule]
            path = rule.conclusion
            if firing.record is not None:
                path = path.replace("[]", f"[{firing.record}]", 1)
            support.setdefault(path, []).append(rule.id)
    return support
