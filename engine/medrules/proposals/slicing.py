"""The part of a program that some conclusions rest on.

In: a program and the paths of conclusions. Out: a program with the rules that they need, and no others,
which runs many times faster; and the facts that these rules read. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from medrules.ir.expr import Expr, Path, Records, Ref
from medrules.ir.invariants import reads
from medrules.ir.program import Program, Stratum
from medrules.ir.types import ListType, RecordTypeOf
from medrules.ir.walk import walk


def paths_read(exprs: Iterable[Expr]) -> set[str]:
    """The declared paths that expressions read, record lists among them."""
    found: set[str] = set()
    for expr in exprs:
        for node in walk(expr):
            match node:
                case Ref(path) | Records(path):
                    found.add(path)
                case Path(source, name):
                    kind = source.type.item if isinstance(source.type, ListType) else source.type
                    if isinstance(kind, RecordTypeOf):
                        found |= {kind.path, f"{kind.path}[].{name}"}
                case _:
                    pass
    return found


def cone(program: Program, paths: Iterable[str]) -> set[str]:
    """The conclusions among the paths, and those that they rest on."""
    rules: dict[str, list[int]] = {item.path: [] for item in program.derived}
    for place, rule in enumerate(program.rules):
        rules[rule.conclusion].append(place)
    together = {
        path: one.conclusions for one in program.strata if one.recursive for path in one.conclusions
    }
    found: set[str] = set()
    waiting = [path for path in paths if path in rules]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += together.get(path, ())
        read = set().union(*[reads(program.rules[place]) for place in rules[path]])
        waiting += [one for one in read if one in rules]
    return found


def sliced(program: Program, kept: set[str]) -> Program:
    """The program with those conclusions only; they must rest on no others."""
    places = [at for at, rule in enumerate(program.rules) if rule.conclusion in kept]
    new = {old: at for at, old in enumerate(places)}
    strata = [
        Stratum(
            tuple(path for path in one.conclusions if path in kept),
            tuple(new[place] for place in one.rules if place in new),
            one.recursive,
        )
        for one in program.strata
    ]
    return program.replace(
        derived=tuple(item for item in program.derived if item.path in kept),
        rules=tuple(program.rules[place] for place in places),
        strata=tuple(one for one in strata if one.conclusions),
    )


def facts_behind(program: Program, exprs: Iterable[Expr]) -> set[str]:
    """Every fact and record list that a sliced program and some expressions read."""
    every = [*exprs]
    loops: set[str] = set()
    for rule in program.rules:
        every += [rule.value, *([] if rule.condition is None else [rule.condition])]
        if rule.loop is not None:
            loops.add(rule.loop.list_path)
    read = paths_read(every) | loops
    known = {item.path for item in program.facts} | {item.path for item in program.lists}
    return read & known
