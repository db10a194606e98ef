"""Stage four: what one pack changes of another.

In: a build with vocabulary or rules. Out: the same with overrides applied and retired rules taken
out; every change is kept with who made it and why. Refused, as diagnostics: a target that is not
there or has been retired, a target of a pack that is not required, a value that is no literal of
the target's type, a target that a rival pack has changed too. What was written against another
value or rule than the one that stands there now is a warning.
"""

from __future__ import annotations

from dataclasses import replace

from medrules.compiler.build import Build, Drafted, Vocabulary
from medrules.compiler.drafting import Drafting
from medrules.compiler.literals import Misfit, literal
from medrules.compiler.rivals import RETIRED, Claims, rival_of_retired
from medrules.compiler.staleness import stale_parameter, stale_rule, template_text, written
from medrules.compiler.templates import template
from medrules.compiler.vocabulary import outside
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import Change, Retired
from medrules.packs.model import OverrideDef, PackDef, RetireDef
from medrules.source.span import Span


def override_vocabulary(build: Build) -> Build:
    """Apply the overrides of parameters, facts and options."""
    problems: list[Diagnostic] = []
    vocabulary = build.vocabulary
    reach = reach_of(build.packs)
    claims = Claims(reach)
    for pack in build.packs:
        for item in pack.overrides:
            match item.kind:
                case "parameter":
                    vocabulary = _parameter(vocabulary, pack, item, reach, claims, problems)
                case "fact":
                    vocabulary = _fact(vocabulary, pack, item, reach, claims, problems)
                case "option":
                    vocabulary = _option(vocabulary, pack, item, reach, claims, problems)
                case "rule":
                    pass
    return replace(build, vocabulary=vocabulary).found(problems)


def override_rules(build: Build) -> Build:
    """Apply the overrides of rule texts, then take retired rules out."""
    problems: list[Diagnostic] = []
    changing = _Rules(build, problems)
    for pack in build.packs:
        for item in pack.overrides:
            if item.kind == "rule":
                changing.reword(pack, item)
        for retirement in pack.retire:
            changing.retire(pack, retirement)
    problems += changing.drafting.problems
    retired = tuple(changing.gone.values())
    return replace(build, rules=tuple(changing.rules), retired=retired).found(problems)


def reach_of(packs: tuple[PackDef, ...]) -> dict[str, set[str]]:
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
    claims: Claims,
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
    _note(problems, stale_parameter(known, item.was, item.at))
    _claim(problems, claims, pack, item, "value")
    change = _change(pack, item, "value", written(known.value), written(value))
    changed = known.replace(value=value, changes=(*known.changes, change))
    return replace(vocabulary, parameters=vocabulary.parameters | {item.target: changed})


def _fact(
    vocabulary: Vocabulary,
    pack: PackDef,
    item: OverrideDef,
    reach: dict[str, set[str]],
    claims: Claims,
    problems: list[Diagnostic],
) -> Vocabulary:
    known = vocabulary.facts.get(item.target)
    if known is None:
        problems.append(_missing(item, list(vocabulary.facts)))
        return vocabulary
    if _beyond(pack, known.pack, reach, item.at.value("fact"), problems):
        return vocabulary
    before = {"title": known.title, "question": known.question, "help": known.help}
    changes = list(known.changes)
    for key, text in item.texts:
        _claim(problems, claims, pack, item, key)
        changes.append(_change(pack, item, key, before.get(key, ""), text))
    changed = known.replace(**dict(item.texts), changes=tuple(changes))
    return replace(vocabulary, facts=vocabulary.facts | {item.target: changed})


def _option(
    vocabulary: Vocabulary,
    pack: PackDef,
    item: OverrideDef,
    reach: dict[str, set[str]],
    claims: Claims,
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
    changes = list(known.changes)
    for name, value in item.fields:
        fact = vocabulary.facts.get(f"{known.list_path}[].{name}")
        span = item.at.value("fields", name)
        if fact is None:
            problems.append(
                report(
                    "MR0448",
                    f'records of "{known.list_path}" have no field "{name}"',
                    span,
                    help="name a field that the list declares",
                )
            )
            continue
        found = literal(value, fact.type)
        if isinstance(found, Misfit):
            problems.append(report(found.code, found.message, span, help=found.help))
            continue
        _claim(problems, claims, pack, item, name)
        before = written(fields[name]) if name in fields else "unknown"
        changes.append(_change(pack, item, name, before, written(found)))
        fields[name] = found
    changed = known.replace(fields=tuple(fields.items()), changes=tuple(changes))
    options = tuple(changed if one is known else one for one in vocabulary.options)
    return replace(vocabulary, options=options)


def _claim(
    problems: list[Diagnostic], claims: Claims, pack: PackDef, item: OverrideDef, aspect: str
) -> None:
    """Note the change of one aspect of a name; a rival's change of the same is a problem."""
    what = f'changes the {aspect} of "{item.target}"'
    span = item.at.value(item.kind)
    _note(problems, claims.rival(pack, [f"{item.kind} {item.target}"], aspect, what, span))


def _note(problems: list[Diagnostic], found: Diagnostic | None) -> None:
    if found is not None:
        problems.append(found)


def _matching(rules: list[Drafted], name: str) -> list[Drafted]:
    """The rules of that id, or of the table or flow of that id."""
    return [one for one in rules if one.rule.id == name or one.rule.id.startswith(f"{name}/")]


class _Rules:
    """The rules as they are changed, pack by pack."""

    def __init__(self, build: Build, problems: list[Diagnostic]) -> None:
        self.rules = list(build.rules)
        self.gone: dict[str, Retired] = {}
        self.drafting = Drafting(build.vocabulary)
        self.problems = problems
        self.reach = reach_of(build.packs)
        self.claims = Claims(self.reach)

    def reword(self, pack: PackDef, item: OverrideDef) -> None:
        """Give a rule other texts."""
        span = item.at.value("rule")
        found = _matching(self.rules, item.target)
        if not found:
            self.problems.append(self.nothing_to_reword(pack, item, span))
            return
        if _beyond(pack, found[0].rule.origin.pack, self.reach, span, self.problems):
            return
        _note(self.problems, stale_rule(item.target, found, item.was, item.at))
        targets = sorted({one.rule.id for one in found})
        for key, _ in item.texts:
            what = f'changes the {_aspect(key)} of "{item.target}"'
            _note(self.problems, self.claims.rival(pack, targets, key, what, span))
        chosen = set(map(id, found))
        self.rules = [
            self.reworded(one, pack, item, one is found[0]) if id(one) in chosen else one
            for one in self.rules
        ]

    def nothing_to_reword(self, pack: PackDef, item: OverrideDef, span: Span) -> Diagnostic:
        rival = self.claims.retired_by_rival(pack, item.target)
        if rival is not None:
            return rival_of_retired(pack, f'rewords "{item.target}"', span, rival)
        before = self.gone.get(item.target)
        missing = _missing(item, sorted({one.rule.id for one in self.rules}))
        if before is None:
            return missing
        return report(
            "MR0505",
            f'the rule "{item.target}" is retired and cannot be reworded',
            span,
            (Label(before.span, f'"{before.by}" retired it here'),),
            "remove the override, or the retirement",
        )

    def reworded(self, drafted: Drafted, pack: PackDef, item: OverrideDef, first: bool) -> Drafted:
        rule = drafted.rule
        for key, text in item.texts:
            if key == "title":
                change = _change(pack, item, "title", rule.title, text)
                rule = rule.replace(title=text, changes=(*rule.changes, change))
            elif key == "because_text":
                scope = self.drafting.scope
                if rule.loop is not None:
                    records = self.drafting.records[rule.loop.list_path]
                    scope = scope.bind(rule.loop.variable, records)
                made, wrong = template(item.at.located("because_text"), scope)
                if first:
                    self.drafting.problems += wrong
                change = _change(pack, item, _aspect(key), template_text(rule.because), text)
                rule = rule.replace(because=made, changes=(*rule.changes, change))
        return replace(drafted, rule=rule)

    def retire(self, pack: PackDef, item: RetireDef) -> None:
        """Take a rule, or a whole table or flow, out of force."""
        span = item.at.value("rule")
        found = _matching(self.rules, item.rule)
        if not found:
            self.problems.append(_nothing_to_retire(self.rules, item, self.gone))
            return
        if _beyond(pack, found[0].rule.origin.pack, self.reach, span, self.problems):
            return
        _note(self.problems, stale_rule(item.rule, found, item.was, item.at))
        names = sorted({one.rule.id for one in found})
        what = f'retires "{item.rule}"'
        _note(self.problems, self.claims.rival(pack, names, RETIRED, what, span))
        for name in names:
            parts = tuple(one.rule for one in found if one.rule.id == name)
            self.gone[name] = Retired(name, pack.id, pack.version, item.because, span, parts)
        self.rules = [one for one in self.rules if one not in found]


def _aspect(key: str) -> str:
    """What a key of an override changes, in a word."""
    return "because" if key == "because_text" else key


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
