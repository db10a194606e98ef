"""Stage one: which packs, in which order.

In: the packs as read, in any order. Out: the same packs, each after those it requires, otherwise by
id. Refused: two packs with one id, a required pack that is not there or has another version,
requirements that form a circle.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.compiler.versions import in_range
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.packs.model import PackDef


def order_packs(packs: Sequence[PackDef]) -> tuple[tuple[PackDef, ...], tuple[Diagnostic, ...]]:
    """The packs in order of requirement, and what is wrong with their requirements."""
    problems: list[Diagnostic] = []
    known: dict[str, PackDef] = {}
    for pack in sorted(packs, key=lambda item: item.id):
        first = known.setdefault(pack.id, pack)
        if first is not pack:
            problems.append(
                report(
                    "MR0501",
                    f'there are two packs with the id "{pack.id}": {first.root} and {pack.root}',
                    pack.at.value("id"),
                    (Label(first.at.value("id"), "the other one"),),
                    "remove one of them, or give it an id of its own",
                )
            )
    for pack in known.values():
        problems += _requirements(pack, known)
    ordered: list[PackDef] = []
    state: dict[str, bool] = {}

    def visit(pack: PackDef, trail: tuple[str, ...]) -> None:
        if state.get(pack.id):
            return
        if pack.id in trail:
            circle = " → ".join((*trail[trail.index(pack.id) :], pack.id))
            problems.append(
                report(
                    "MR0504",
                    f"these packs require each other in a circle: {circle}",
                    pack.at.value("id"),
                    help="move what both need into a pack that requires neither",
                )
            )
            state[pack.id] = True
            return
        for item in sorted(pack.requires, key=lambda need: need.pack):
            if item.pack in known:
                visit(known[item.pack], (*trail, pack.id))
        if not state.get(pack.id):
            state[pack.id] = True
            ordered.append(pack)

    for pack in known.values():
        visit(pack, ())
    return tuple(ordered), tuple(problems)


def _requirements(pack: PackDef, known: dict[str, PackDef]) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    for item in pack.requires:
        other = known.get(item.pack)
        if other is None:
            hint = did_you_mean(item.pack, known)
            problems.append(
                report(
                    "MR0502",
                    f'the pack "{pack.id}" requires "{item.pack}", which is not loaded',
                    item.at.value("pack"),
                    help=hint or "install it, or name its folder with --pack",
                )
            )
            continue
        try:
            fits = in_range(other.version, item.version)
        except ValueError as error:
            problems.append(
                report(
                    "MR0503",
                    f"the version range cannot be read: {error}",
                    item.at.value("version"),
                    help='write it like ">=1.0, <2"',
                )
            )
            continue
        if not fits:
            problems.append(
                report(
                    "MR0503",
                    f'"{pack.id}" requires "{item.pack}" {item.version}, but {other.version} is loaded',
                    item.at.value("version"),
                    (Label(other.at.value("version"), "the version that is loaded"),),
                    "install a version inside the range, or test the pack with this one and widen the range",
                )
            )
    return problems
