"""The end of a report: what is missing, what it could change, and the command to try next.

In: how things are said, the conclusions that the report has shown, and what the run was asked.
Out: blocks. Facts that decide the headline come first, then those that decide most. Nothing is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medrules.diagnostics.sanitise import visible
from medrules_cli.again import Asked
from medrules_cli.report.blocks import Block, Bullets, Commands, Heading, Note
from medrules_cli.report.saying import Saying, stem

MOST_FACTS = 5
MOST_CHANGES = 2


def missing(say: Saying, shown: Sequence[str], asked: Asked) -> Iterator[Block]:
    """The blocks; only the command where nothing is missing."""
    headlines = {
        path
        for section in say.program.report
        if section.kind == "headline"
        for path in section.show
    }
    ways = {flow.path for flow in say.program.flows}  # they change with their outcomes
    deciding: dict[str, list[str]] = {}
    for path in dict.fromkeys(shown):
        if path in ways:
            continue
        for fact in say.evaluation.conclusions[path].settlement.missing:
            deciding.setdefault(fact, []).append(path)
    ranked = sorted(
        deciding.items(), key=lambda pair: (headlines.isdisjoint(pair[1]), -len(pair[1]))
    )
    if ranked:
        yield Heading("What is missing, and what it could change")
        yield Bullets(
            tuple(
                (fact, f"{say.question(fact)} Could change: {_changes(say, paths, headlines)}")
                for fact, paths in ranked[:MOST_FACTS]
            )
        )
        if len(ranked) > MOST_FACTS:
            yield Note(f"and {len(ranked) - MOST_FACTS} more; --format json shows all")
    yield Heading("Next")
    commands = [("to see why", asked.explain())]
    if ranked and "[" not in ranked[0][0]:
        fact = ranked[0][0]
        if example := say.example(fact):
            commands.insert(0, ("to try a value", asked.evaluate(f"{fact}={example}")))
    yield Commands(tuple(commands))


def _changes(say: Saying, paths: Sequence[str], headlines: set[str]) -> str:
    ordered = sorted(paths, key=lambda path: path not in headlines)
    titles = list(dict.fromkeys(stem(_title(say, path)) for path in ordered))
    shown = "; ".join(titles[:MOST_CHANGES])
    return f"{shown}; {len(titles) - MOST_CHANGES} more" if len(titles) > MOST_CHANGES else shown


def _title(say: Saying, path: str) -> str:
    """The title of a conclusion; that of a field also says in which list it stands."""
    head, bracket, _ = path.partition("[")
    lists = [one.title for one in say.program.lists if bracket and one.path == head]
    return f"{visible(lists[0])}: {say.title(path)}" if lists else say.title(path)
