"""One pack in full, as text: what it is, what it rests on, what it concludes.

In: a program and the id of a pack. Out: text. Nothing is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.diagnostics.sanitise import visible
from medrules.ir.program import Change, Program
from medrules.ir.types import describe


def pack_text(program: Program, pack: str) -> str:
    """Head, numbers, conclusions, sources, and what the pack changes of others."""
    stamp = next(one for one in program.packs if one.id == pack)
    rules = [rule for rule in program.rules if rule.origin.pack == pack]
    lines = [
        f"{stamp.id} {stamp.version}: {stamp.title}",
        f"  from    {stamp.root}",
        f"  digest  sha256:{stamp.digest}",
        f"  {_count(len({rule.id for rule in rules}), 'rule')}, "
        f"{_count(sum(1 for fact in program.facts if fact.pack == pack), 'fact')}, "
        f"{_count(sum(1 for one in program.parameters if one.pack == pack), 'parameter')}, "
        f"{_count(sum(1 for one in program.options if one.pack == pack), 'option')}",
    ]
    derived = [one for one in program.derived if one.pack == pack and not one.internal]
    if derived:
        lines += ["", "It concludes"]
        size = max(len(one.path) for one in derived)
        lines += [f"  {one.path:<{size}}  {describe(one.type)}: {one.title}" for one in derived]
    sources = [one for one in program.sources if one.pack == pack]
    if sources:
        lines += ["", "It rests on"]
        lines += [
            f"  {one.id} [{one.grade or 'not graded'}] {one.title}"
            + "".join(f", {part}" for part in (one.publisher, one.date) if part)
            for one in sources
        ]
    changes = list(_changes(program, pack))
    if changes:
        lines += ["", "It changes of other packs", *changes]
    return "\n".join(visible(line) for line in lines) + "\n"


def _changes(program: Program, pack: str) -> Iterator[str]:
    """What the pack changes of others, a line each, with its reason."""
    for one in program.retired:
        if one.by == pack:
            yield f"  {one.rule} retired ({one.because})"
    changed: dict[str, tuple[Change, ...]] = {}
    changed |= {item.path: item.changes for item in program.parameters}
    changed |= {item.path: item.changes for item in program.facts}
    changed |= {f"{item.list_path}/{item.id}": item.changes for item in program.options}
    changed |= {rule.id: rule.changes for rule in program.rules}
    for name, changes in changed.items():
        for change in changes:
            if change.pack == pack:
                before = f"{change.before} → " if change.before else ""
                yield f"  {name}, {change.what}: {before}{change.after} ({change.because})"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
