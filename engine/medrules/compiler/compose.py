"""Stage four: what one pack changes of another.

In: a build with vocabulary or rules. Out: the same with overrides applied and retired rules taken
out; every change is kept with who made it and why. Refused, as diagnostics: a target that is not
there or has been retired, a target of a pack that is not required, a value that is no literal of
the target's type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from medrules.compiler.build import Build, Drafted, Vocabulary
from medrules.compiler.drafting import Drafting
from medrules.compiler.literals import Misfit, literal
from medrules.compiler.templates import template
from medrules.compiler.vocabulary import outside
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Change, Retired, Scalar
from medrules.packs.model import OverrideDef, PackDef, RetireDef
from medrules.source.span import Span


def override_vocabulary(build: Build) -> Build:
    """Apply the overrides of parameters, facts and options."""
    problems: list[Diagnostic] = []
    vocabulary = build.vocabulary
    reach = _reach(build.packs)
    for pack in build.packs:
        for item in pack.overrides:
            match item.kind:
                case "parameter":
                    vocabulary = _parameter(vocabulary, pack, item, reach, problems)
                case "fact":
                    vocabulary = _fact(vocabulary, pack, item, reach, problems)
                case "option":
                    vocabulary = _option(vocabulary, pack, item, reach, problems)
                case "rule":
                    pass
    return replace(build, vocabulary=vocabulary).found(problems)


def override_rules(build: Build) -> Build:
    """Apply the overrides of rule texts, then take retired rules out."""
    problems: list[Diagnostic] = []
    reach = _reach(build.packs)
    rules = list(build.rules)
    retired: list[Retired] = []
    gone: dict[str, Retired] = {}
    drafting = Drafting(build.vocabulary)
    for pack in build.packs:
        for item in pack.overrides:
            if item.kind == "rule":
                rules = _reword(rules, pack, item, reach, problems, drafting)
        for retirement in pack.retire:
            found = _matching(rules, retirement.rule)
            if not found:
                problems.append(_nothing_to_retire(rules, retirement, gone))
                continue
            if _beyond(
                pack, found[0].rule.origin.pack, reach, retirement.at.value("rule"), problems
            ):
                continue
            for name in sorted({item.rule.id for item in found}):
                entry = Retired(
                    name,
                    pack.id,
                    pack.version,
                    retirement.because,
                    retirement.at.value("rule"),
                    tuple(item.rule for item in found if item.rule.id == name),
                )
                gone[name] = entry
                retired.append(entry)
            rules = [item for item in rules if item not in found]
    problems += drafting.problems
    return replace(build, rules=tuple(rules), retired=tuple(retired)).found(problems)


def _reach(packs: tuple[PackDef, ...]) -> dict[str, set[str]]:
    """For every pack, itself and what it requires, directly or not."""
    reach: dict[str, set[str]] = {}
    for pack in packs:  # in order of requirement, so that what is required is already there
        reach[pack.id] = {pack.id}
        for item in pack.requires:
            reach[pack.id] |= reach.get(item.pack, set())
    return reach


def _beyond(
    pack: PackDef, owner: str, reach: dict[str, set[str]], span: Span, problems: list[Diagnostic]
) -> bool:
    if owner in reach[pack.id]:
        return False
    problems.append(
        report(
            "MR0506",
            f'"{pack.id}" changes "{owner}" without requiring it',
            span,
            help=f'add [[pack.requires]] with pack = "{owner}" and the versions this was written for',
        )
    )
    return True


def _change(pack: PackDef, item: OverrideDef, what: str, before: str, after: str) -> Change:
    return Change(
        pack.id, pack.version, what, before, after, item.because, item.at.value(item.kind)
    )


def _missing(item: OverrideDef, known: list[str]) -> Diagnostic:
    return report(
        "MR0505",
        f'there is no {item.kind} "{item.target}" to override',
        item.at.value(item.kind),
        help=did_you_mean(item.target, known) or "the pack that declares it must be required",
    )


def _parameter(
    vocabulary: Vocabulary,
    pack: PackDef,
    item: OverrideDef,
    reach: dict[str, set[str]],
    problems: list[Diagnostic],
) -> Vocabulary:
    known = vocabulary.parameters.get(item.target)
    if known is None:
        problems.append(_missing(item, list(vocabulary.parameters)))
        return vocabulary
    span = item.at.value("value")
    if _beyond(pack, known.pack, reach, item.at.value("parameter"), problems):
        return vocabulary
    value = literal(item.value, known.type)
    if isinstance(value, Misfit):
        problems.append(report(value.code, value.message, span, help=value.help))
        return vocabulary
    problems += outside(known, value, span)
    rival = next((change for change in known.changes if change.pack not in reach[pack.id]), None)
    if rival is not None:
        problems.append(
            report(
                "MR0507",
                f'"{pack.id}" and "{rival.pack}" both override "{item.target}", and neither requires '
                "the other",
                item.at.value("parameter"),
                (Label(rival.span, f'overridden by "{rival.pack}" here'),),
                "let one of the packs require the other: the later one then decides",
            )
        )
    change = _change(pack, item, "value", _plain(known.value), _plain(value))
    changed = known.replace(value=value, changes=(*known.changes, change))
    return replace(vocabulary, parameters=vocabulary.parameters | {item.target: changed})


def _fact(
    vocabulary: Vocabulary,
    pack: PackDef,
    item: OverrideDef,
    reach: dict[str, set[str]],
    problems: list[Diagnostic],
) -> Vocabulary:
    known = vocabulary.facts.get(item.target)
    if known is None:
        problems.append(_missing(item, list(vocabulary.facts)))
        return vocabulary
    if _beyond(pack, known.pack, reach, item.at.value("fact"), problems):
        return vocabulary
    changed = known.replace(**dict(item.texts))
    return replace(vocabulary, facts=vocabulary.facts | {item.target: changed})


def _option(
    vocabulary: Vocabulary,
    pack: PackDef,
    item: OverrideDef,
    reach: dict[str, set[str]],
    problems: list[Diagnostic],
) -> Vocabulary:
    names = {f"{one.list_path}/{one.id}": one for one in vocabulary.options}
    known = names.get(item.target)
    if known is None:
        problems.append(_missing(item, list(names)))
        return vocabulary
    if _beyond(pack, known.pack, reach, item.at.value("option"), problems):
        return vocabulary
    fields = dict(known.fields)
    for name, value in item.fields:
        fact = vocabulary.facts.get(f"{known.list_path}[].{name}")
        span = item.at.value("fields", name)
        if fact is None:
            problems.append(
                report("MR0448", f'records of "{known.list_path}" have no field "{name}"', span,
                       help="name a field that the list declares")
            )  # fmt: skip
            continue
        found = literal(value, fact.type)
        if isinstance(found, Misfit):
            problems.append(report(found.code, found.message, span, help=found.help))
        else:
            fields[name] = found
    changed = known.replace(fields=tuple(fields.items()))
    options = tuple(changed if one is known else one for one in vocabulary.options)
    return replace(vocabulary, options=options)


def _plain(value: Scalar) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def _matching(rules: list[Drafted], name: str) -> list[Drafted]:
    """The rules of that id, or of the table or flow of that id."""
    return [one for one in rules if one.rule.id == name or one.rule.id.startswith(f"{name}/")]


def _reword(
    rules: list[Drafted],
    pack: PackDef,
    item: OverrideDef,
    reach: dict[str, set[str]],
    problems: list[Diagnostic],
    drafting: Drafting,
) -> list[Drafted]:
    found = _matching(rules, item.target)
    if not found:
        problems.append(_missing(item, sorted({one.rule.id for one in rules})))
        return rules
    if _beyond(pack, found[0].rule.origin.pack, reach, item.at.value("rule"), problems):
        return rules

    def reworded(drafted: Drafted) -> Drafted:
        rule = drafted.rule
        for key, text in item.texts:
            if key == "title":
                rule = rule.replace(
                    title=text,
                    changes=(*rule.changes, _change(pack, item, "title", rule.title, text)),
                )
            elif key == "because_text":
                scope = drafting.scope
                if rule.loop is not None:
                    scope = scope.bind(rule.loop.variable, drafting.records[rule.loop.list_path])
                made, wrong = template(item.at.located("because_text"), scope)
                if drafted is found[0]:
                    drafting.problems += wrong
                rule = rule.replace(
                    because=made,
                    changes=(*rule.changes, _change(pack, item, "because", "", text)),
                )
        return replace(drafted, rule=rule)

    chosen = set(map(id, found))
    apply: Callable[[Drafted], Drafted] = lambda one: reworded(one) if id(one) in chosen else one  # noqa: E731
    return [apply(one) for one in rules]


def _nothing_to_retire(
    rules: list[Drafted], item: RetireDef, gone: dict[str, Retired]
) -> Diagnostic:
    before = gone.get(item.rule)
    known = sorted({one.rule.id for one in rules})
    return report(
        "MR0508",
        f'there is no rule "{item.rule}" to retire',
        item.at.value("rule"),
        (Label(before.span, f'"{before.by}" retired it here'),) if before else (),
        did_you_mean(item.rule, known)
        or "write pack/rule, pack/table/row, or pack/table for a whole table",
    )
