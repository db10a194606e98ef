"""The compiler: its stages in order, and the two ways to run them.

In: packs as read. Out: a checked ``Program``, or every diagnostic. A stage that found errors does
not stop the next one: names that could not be declared are simply missing there. ``compile_packs``
raises when any error was found; ``check_packs`` returns them, with the program when there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from medrules.compiler.borrowing import refuse_borrowed
from medrules.compiler.build import Build, Drafted
from medrules.compiler.compose import override_rules, override_vocabulary
from medrules.compiler.drafting import Drafting
from medrules.compiler.flows import declare_paths, draft_flow
from medrules.compiler.options import declare_options
from medrules.compiler.order import order_packs
from medrules.compiler.rules import draft_rules
from medrules.compiler.sections import declare_sections
from medrules.compiler.strata import stratify
from medrules.compiler.vocabulary import declare
from medrules.diagnostics.model import Diagnostic, MedrulesError, Severity
from medrules.ir.invariants import check
from medrules.ir.program import Flow, PackStamp, Program
from medrules.packs.model import PackDef


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the compiler: its name, what it promises in one line, and the step."""

    name: str
    contract: str
    run: Callable[[Build], Build]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The program, when no error was found, and every diagnostic, warnings included."""

    program: Program | None
    diagnostics: tuple[Diagnostic, ...]


def check_packs(packs: Sequence[PackDef]) -> Compiled:
    """Run every stage and say all that was found."""
    build = Build(tuple(packs))
    for stage in STAGES:
        build = stage.run(build)
    problems = _sorted(build.problems)
    if any(item.severity is Severity.ERROR for item in problems):
        return Compiled(None, problems)
    program = _program(build)
    check(program)
    return Compiled(program, problems)


def compile_packs(packs: Sequence[PackDef]) -> Program:
    """The program of these packs. Raises MedrulesError with every diagnostic."""
    compiled = check_packs(packs)
    if compiled.program is None:
        raise MedrulesError(compiled.diagnostics)
    return compiled.program


def _order(build: Build) -> Build:
    packs, problems = order_packs(build.packs)
    return replace(build, packs=packs).found(problems)


def _draft(build: Build) -> Build:
    drafting = Drafting(build.vocabulary)
    for pack in build.packs:
        declare_paths(drafting, pack)
    drafting = Drafting(build.vocabulary)
    keyed: list[tuple[int, Drafted]] = []
    flows: list[Flow] = []
    for pack in build.packs:
        keyed += draft_rules(drafting, pack)
        for item in pack.flows:
            flow, rules = draft_flow(drafting, pack, item)
            flows.append(flow)
            keyed += [(0, drafted) for drafted in rules]
    keyed.sort(key=lambda pair: pair[0])
    rules = tuple(
        replace(drafted, rule=drafted.rule.replace(rank=rank))
        for rank, (_, drafted) in enumerate(keyed)
    )
    return replace(build, rules=rules, flows=tuple(flows)).found(drafting.problems)


def _stratify(build: Build) -> Build:
    strata, problems = stratify(build)
    return replace(build, strata=strata).found(problems)


STAGES: tuple[Stage, ...] = (
    Stage("order", "each pack stands after the packs it requires", _order),
    Stage("declare", "every name has one type and one place", declare),
    Stage("options", "every option has literal fields of its list", declare_options),
    Stage(
        "override", "parameters, facts and options are as the last pack says", override_vocabulary
    ),
    Stage("draft", "every rule, row, flow node and formula is typed IR rules", _draft),
    Stage(
        "requirements",
        "a rule uses nothing of a pack that its own does not require",
        refuse_borrowed,
    ),
    Stage("compose", "texts are as the last pack says; retired rules are gone", override_rules),
    Stage("report", "every section shows what is declared", declare_sections),
    Stage("stratify", "each stratum looks only at itself and down", _stratify),
)
"""The compiler, in order."""


def _program(build: Build) -> Program:
    words = build.vocabulary
    return Program(
        packs=tuple(
            PackStamp(pack.id, pack.version, pack.digest, pack.title, pack.root)
            for pack in build.packs
        ),
        enums=tuple(words.enum_infos.values()),
        facts=tuple(words.facts.values()),
        lists=tuple(words.lists.values()),
        options=words.options,
        parameters=tuple(words.parameters.values()),
        derived=tuple(words.derived.values()),
        sources=tuple(words.sources.values()),
        rules=tuple(drafted.rule for drafted in build.rules),
        strata=build.strata,
        retired=build.retired,
        flows=build.flows,
        report=build.report,
    )


def _sorted(problems: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    unique = {(item.code, item.message, item.span): item for item in problems}
    return tuple(
        sorted(unique.values(), key=lambda item: (item.span.file, item.span.line, item.span.column))
    )
