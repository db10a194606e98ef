"""One query from a program: relations, then conclusions level by level, then the answers.

In: a program, a layout, a dialect, the conclusions wanted. Out: ``Query``. Refused, as
``MedrulesError``: every gap of the conclusions that are needed, all at once.

Conclusions are worked out in the order of their levels, so that all of one level share a stage.
Only what the conclusions asked for rest on is worked out at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from sqlglot import exp

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.expr import Records
from medrules.ir.invariants import reads
from medrules.ir.program import Derived, Program, Rule, Stratum
from medrules.ir.walk import walk
from medrules.targets.sql import answers, dialects, inputs, tree
from medrules.targets.sql.firings import Firing, Grouped, firings
from medrules.targets.sql.gaps import Gap
from medrules.targets.sql.groups import columns_of
from medrules.targets.sql.layout import Answers, Layout, mangled
from medrules.targets.sql.policies import resolve
from medrules.targets.sql.scopes import Scope
from medrules.targets.sql.terms import Term
from medrules.targets.sql.work import Item, Place, Row, Rows, StoredList, Unrolled, Work


class Building:
    """The state of one query while its conclusions are worked out."""

    def __init__(self, program: Program, layout: Layout, dialect: str, why: bool) -> None:
        self.work: Work = inputs.work(program, layout, dialect)
        self.program = program
        self.why = why
        self.derived: Mapping[str, Derived] = {item.path: item for item in program.derived}
        self.problems: list[Diagnostic] = []
        self.noted = answers.Noted()

    def stratum(self, stratum: Stratum) -> None:
        """Work out the conclusions of one stratum."""
        rules = [(place, self.program.rules[place]) for place in stratum.rules]
        if stratum.recursive:
            from medrules.targets.sql.recursion import fixpoint

            self._guarded(rules, lambda: fixpoint(self, stratum, rules))
            return
        for path in stratum.conclusions:
            own = [(place, rule) for place, rule in rules if rule.conclusion == path]
            self._guarded(own, partial(self._conclude, path, own))

    def _guarded(self, rules: list[tuple[int, Rule]], action: Callable[[], None]) -> None:
        try:
            action()
        except Gap as gap:
            self.problems.append(gap.diagnostic(_named(rules, gap)))
            self.work.failed.update(rule.conclusion for _, rule in rules)
        except KeyError as error:
            # Something it rests on was a gap itself, and has been reported.
            if not self.problems:
                raise AssertionError(f"{error} is not worked out yet") from error
            self.work.failed.update(rule.conclusion for _, rule in rules)

    def _conclude(self, path: str, rules: list[tuple[int, Rule]]) -> None:
        head, inside, _ = path.partition("[].")
        for place, each, concrete in self.places(head if inside else ""):
            self.prepare(rules, place.scope)
            self.work.stages.about = _wish(path.replace(f"{head}[]", concrete))
            live = firings(self.work, self.derived[path], rules, place, each)
            self.conclude(self.derived[path], live, place, path.replace(f"{head}[]", concrete))

    def places(self, list_path: str) -> list[tuple[Place, Row | Item | None, str]]:
        """Where the conclusions of a list (or, for no list, of the profile) are worked out."""
        work = self.work
        if not list_path:
            return [(Place(work.main, {}), None, "")]
        form = work.lists[list_path]
        if isinstance(form, Rows):
            return [(Place(form.scope, {}), Row(list_path, ()), f"{list_path}[]")]
        if isinstance(form, Unrolled):
            return [
                (Place(work.main, {}), Item(list_path, index), f"{list_path}[{index}]")
                for index in range(form.count)
            ]
        return []

    def prepare(self, rules: list[tuple[int, Rule]], scope: Scope) -> None:
        """Make what the rules read stand in finished stages, and in the relation of the records."""
        work = self.work
        names: list[str] = []
        for _, rule in rules:
            for path in reads(rule):
                names += self._columns(path)
            names += self._given(rule)
        for form in work.lists.values():
            if isinstance(form, Rows) and form.scope.waits_for(names):
                form.scope.flush()
        if work.main.waits_for(names):
            work.main.flush()
        if scope is not work.main:
            self.bring(names, scope)

    def bring(self, names: list[str], scope: Scope) -> None:
        """Bring columns of the profile into the relation of records."""
        missing = [
            name
            for name in dict.fromkeys(names)
            if name in self.work.main.made and name not in scope.made
        ]
        if missing:
            scope.flush()
            self.work.main.flush()
            scope.join_by(
                ("row",), self.work.main.stage, [(name, tree.column(name, "b")) for name in missing]
            )
            scope.made.update(missing)

    def _columns(self, path: str) -> list[str]:
        """The columns that a path stands for."""
        work = self.work
        stored = work.kept_lists.get(path)
        terms = [stored.mask] if stored is not None else []
        head, inside, name = path.partition("[].")
        if inside:
            form = work.lists.get(head)
            count = form.count if isinstance(form, Unrolled) else 0
            keys = [path, *(f"{head}[{index}].{name}" for index in range(count))]
        else:
            keys = [path]
        terms += [work.terms[key] for key in keys if key in work.terms]
        return [one for term in terms for one in columns_of(term.sql, term.null, term.under)]

    def _given(self, rule: Rule) -> list[str]:
        found: list[str] = []
        for expr in (rule.condition, rule.value):
            for node in () if expr is None else walk(expr):
                form = self.work.lists.get(node.path) if isinstance(node, Records) else None
                if isinstance(form, Rows) and form.given is not None:
                    found += columns_of(form.given)
        return found

    def conclude(self, derived: Derived, live: list[Firing], place: Place, concrete: str) -> None:
        """Settle a conclusion, and keep it."""
        if self.why:
            self.note_fired(live, place, concrete)
        result = resolve(self.work, derived, live, place)
        for clash in result.clashes:
            first, second = (self.program.rules[one].id for one in (clash.first, clash.second))
            where = place.scope.hold(clash.where, "apart")
            self.noted.clash(concrete, where, f"{first} / {second}")
        self.keep(concrete, result.term, place, result.items)

    def keep(
        self,
        concrete: str,
        found: Term,
        place: Place,
        items: tuple[tuple[str, ...], ...] | None,
    ) -> None:
        """Give a conclusion a column, unless it is as simple as one."""
        wish = _wish(concrete)
        null = found.null
        if null is not None and not tree.is_true(null):
            null = place.scope.hold(null, f"{wish}__null", True)
        under = None if found.under is None else place.scope.hold(found.under, f"{wish}__per", True)
        kept = found.replace(sql=place.scope.hold(found.sql, wish, True), null=null, under=under)
        if items is not None:
            self.work.kept_lists[concrete] = StoredList(kept, items)
        else:
            self.work.terms[concrete] = kept

    def note_fired(self, live: Sequence[Firing], place: Place, concrete: str) -> None:
        """Keep which rules fired."""
        for one in live:
            grouped = isinstance(one, Grouped)
            node = one.any(one.one.fired) if isinstance(one, Grouped) else one.fired
            rule = one.one.rule if isinstance(one, Grouped) else one.rule
            wish = "any_fired" if grouped else "fired"
            self.noted.fire(concrete, rule, place.scope.hold(node, f"{wish}_{rule}"))


def _wish(concrete: str) -> str:
    """The name of the column for a conclusion: of one of a record, ``options__3__fit``."""
    return mangled(concrete.replace("[]", "").replace("[", ".").replace("]", ""))


def _named(rules: list[tuple[int, Rule]], gap: Gap) -> str:
    for _, rule in rules:
        for expr in (rule.condition, rule.value):
            if expr is not None and any(node.span == gap.span for node in walk(expr)):
                return rule.id
    return rules[0][1].id if rules else ""


def needed(program: Program, only: Collection[str]) -> frozenset[str]:
    """The conclusions that those asked for rest on, themselves included."""
    derived = {item.path for item in program.derived}
    rules: dict[str, list[Rule]] = {}
    for rule in program.rules:
        rules.setdefault(rule.conclusion, []).append(rule)
    found: set[str] = set()
    waiting = list(only)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for rule in rules.get(path, ()):
            waiting += [one for one in reads(rule) if one in derived]
    for stratum in program.strata:
        if stratum.recursive and found & set(stratum.conclusions):
            extra = set(stratum.conclusions) - found
            if extra:
                return needed(program, [*only, *extra])
    return frozenset(found)


def leveled(program: Program, wanted: frozenset[str]) -> list[Stratum]:
    """The strata that are needed, those that rest on fewest others first."""
    level: dict[str, int] = {}
    ordered: list[tuple[int, int, Stratum]] = []
    for place, stratum in enumerate(program.strata):
        below = {path for at in stratum.rules for path in reads(program.rules[at])}
        mine = 1 + max((level[path] for path in below if path in level), default=0)
        for path in stratum.conclusions:
            level[path] = mine
        if wanted & set(stratum.conclusions):
            ordered.append((mine, place, stratum))
    return [stratum for _, _, stratum in sorted(ordered, key=lambda one: one[:2])]


def check_only(program: Program, only: Collection[str]) -> None:
    """Refuse conclusions that the program does not have."""
    known = [item.path for item in program.derived]
    problems = [
        report(
            "MR1020",
            f"`{path}` is no conclusion of the program.",
            help=did_you_mean(path, known) or "Ask for one that `medrules docs` lists.",
        )
        for path in sorted(set(only) - set(known))
    ]
    if problems:
        raise MedrulesError(problems)


def build(
    program: Program, layout: Layout, dialect: str, only: Collection[str] | None, why: bool
) -> tuple[tuple[Answers, exp.Select], ...]:
    """The answers and the query for each: one of the profiles, one for each list asked about."""
    dialects.chosen.set(dialect)
    asked = [item.path for item in program.derived] if only is None else list(only)
    check_only(program, asked)
    problems: dict[Diagnostic, None] = {}
    made: list[tuple[Answers, exp.Select]] = []
    for list_path in ("", *(item.path for item in program.lists)):
        own = [path for path in asked if _head(path) == list_path]
        if not own and list_path:
            continue
        building = Building(program, layout, dialect, why)
        for stratum in leveled(program, needed(program, own)):
            building.stratum(stratum)
        problems.update(dict.fromkeys(building.problems))
        if not problems:
            made += answers.relation(building.work, list_path, own, building.noted)
    if problems:
        raise MedrulesError(problems)
    return tuple(made)


def _head(path: str) -> str:
    head, inside, _ = path.partition("[].")
    return head if inside else ""
