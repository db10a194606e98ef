"""A program as the JSON text of durable_rules.

In: a checked program. Out: its strata in order, with the rulesets of each, and what has to be asserted
about which fact; a warning (MR1041) where some of that has to be worked out first. Refused: nothing.

The text holds what is matched, and nothing of what comes before and after: values of formulas, hit
policies, what conclusions come to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from textwrap import indent

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.ir.expr import Path, Ref
from medrules.ir.program import Program
from medrules.ir.types import ListType, RecordTypeOf
from medrules.ir.walk import walk
from medrules.targets import Written
from medrules.targets.durable.rulesets import Definition, Scope, scopes_of
from medrules.targets.durable.subjects import Subject


def written(program: Program) -> Written:
    """The rulesets of every stratum, as JSON."""
    strata: list[str] = []
    count = 0
    for stratum in program.strata:
        scopes = scopes_of(program, stratum)
        strata.append(
            f'{{"conclusions": {json.dumps(stratum.conclusions)},\n'
            f' "recursive": {json.dumps(stratum.recursive)},\n'
            f' "matched": [{_joined(map(_scope, scopes))}]}}'
        )
        count += sum(one.worked_out for scope in scopes for one in (*scope.outside, *scope.inside))
    notes: tuple[Diagnostic, ...] = ()
    if count:
        notes = (
            report(
                "MR1041",
                f"durable_rules cannot work out {count} of the values that these rules ask about",
                help='whoever runs this text asserts what is listed under "worked out"',
            ),
        )
    return Written(f'{{"strata": [{_joined(strata)}]}}\n', notes)


def _scope(scope: Scope) -> str:
    asked = (*scope.outside, *scope.inside)
    given = sorted(one.name for one in asked if not one.worked_out)
    reads = {one.name: sorted(_reads(one)) for one in asked if one.worked_out}
    return (
        f'{{"for each of": {json.dumps(scope.list_path or None)},\n'
        f' "given": {json.dumps(given)},\n'
        f' "worked out": {json.dumps(reads)},\n'
        f' "rulesets": [{_joined(_ruleset(one.rules) for one in scope.rulesets)}]}}'
    )


def _ruleset(rules: Definition) -> str:
    """One rule on each line, since people look for rules."""
    return f"{{{_joined(f'{json.dumps(name)}: {json.dumps(one)}' for name, one in rules.items())}}}"


def _joined(parts: Iterable[str]) -> str:
    """The parts, each on a line of its own, or nothing."""
    lines = ",\n".join(parts)
    return f"\n{indent(lines, '  ')}" if lines else ""


def _reads(subject: Subject) -> set[str]:
    """The paths that a value is worked out from."""
    found: set[str] = set()
    for node in walk(subject.expr):
        match node:
            case Ref(path):
                found.add(path)
            case Path(source, name):
                kind = source.type.item if isinstance(source.type, ListType) else source.type
                if isinstance(kind, RecordTypeOf):
                    found.add(f"{kind.path}[].{name}")
            case _:
                pass
    return found
