"""What a case expects, checked against the program.

In: the tables ``expect``, ``rules`` and ``texts`` of a case or row. Out: expectations of conclusions, rules
and texts. Refused, as diagnostics with their places: a conclusion, member, rule or fact that does not
exist, so that a misspelt one can never pass; a value of another type; parts that contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.cases.model import Expectation, RuleExpectation, TextExpectation
from medrules.compiler.literals import Misfit, literal
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.evaluation import Interval, Plain, Status
from medrules.ir.program import Program
from medrules.ir.types import NUMBER, ListType, NumberType, SetType, Type, describe
from medrules.ir.values import Number
from medrules.packs.model import Place
from medrules.packs.table import Table
from medrules.profile.vocabulary import Vocabulary
from medrules.source.toml import TomlValue


def declared(path: str) -> str:
    """``programs[0].score`` as it is declared: ``programs[].score``."""
    head, bracket, rest = path.partition("[")
    return f"{head}[]{rest.partition(']')[2]}" if bracket else path


class Expecting:
    """Reads expectations; what is wrong with them gathers in ``problems``."""

    def __init__(
        self, program: Program, pack: str, vocabulary: Vocabulary, problems: list[Diagnostic]
    ) -> None:
        self.program = program
        self.pack = pack
        self.vocabulary = vocabulary
        self.problems = problems
        self.types = {item.path: item.type for item in program.derived}
        self.rules = {rule.id for rule in program.rules}

    # -- rules -----------------------------------------------------------------------------------

    def rule_expectations(self, table: Table) -> tuple[RuleExpectation, ...]:
        """``rules``: what must fire and what must not."""
        rules = Table(table.raw("rules") or {}, table.at.down("rules"))
        fired = tuple(self._rules(rules, "fired", True))
        others = tuple(self._rules(rules, "not_fired", False))
        for one in others:
            if any(one.rule == other.rule for other in fired):
                self._never(one.at, f'the rule "{one.rule}" should both fire and not fire')
        return (*fired, *others)

    def _rules(self, table: Table, key: str, fired: bool) -> Iterator[RuleExpectation]:
        for index, name in enumerate(table.texts(key)):
            at = table.at.down(key, index)
            full = self._rule(name, at, on_key=False)
            if full:
                yield RuleExpectation(full, fired, at)

    def _rule(self, name: str, at: Place, *, on_key: bool) -> str:
        """The full id of a rule, or nothing where there is no such rule."""
        full = name if name in self.rules else f"{self.pack}/{name}"
        if full in self.rules:
            return full
        retired = next((one for one in self.program.retired if one.rule in (name, full)), None)
        own = [one.removeprefix(f"{self.pack}/") for one in sorted(self.rules)]
        self.problems.append(
            report(
                "MR0481",
                f'there is no rule "{name}"'
                + (f": {retired.by} {retired.version} retired it" if retired else ""),
                at.key() if on_key else at.value(),
                help=did_you_mean(name, own) or '"medrules rules" lists them',
            )
        )
        return ""

    def text_expectations(self, table: Table) -> Iterator[TextExpectation]:
        """``texts``: what rules must say."""
        for name, value in table.pairs("texts"):
            at = table.at.down("texts", name)
            full = self._rule(name, at, on_key=True)
            if not full:
                continue
            several = isinstance(value, list)
            texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            yield TextExpectation(full, tuple(texts), several, at)

    # -- conclusions -----------------------------------------------------------------------------

    def expectations(self, table: Table) -> Iterator[Expectation]:
        """``expect``: what must hold of conclusions."""
        for path, value in table.pairs("expect"):
            at = table.at.down("expect", path)
            kind = self.types.get(declared(path))
            if kind is None:
                self.problems.append(
                    report(
                        "MR0482",
                        f'there is no conclusion "{declared(path)}"',
                        at.key(),
                        help=did_you_mean(declared(path), self.types)
                        or '"medrules facts --conclusions" lists them',
                    )
                )
            elif isinstance(value, dict):
                yield self._full(path, Table(value, at), kind)
            else:
                yield Expectation(path, self._value(value, kind, at), True, None, None, None, at)

    def _full(self, path: str, table: Table, kind: Type) -> Expectation:
        nothing = table.flag("nothing")
        possible = self._possible(path, table, kind, nothing)
        status = _status(table.text("status"))
        missing = self._missing(table) if "missing" in table.data else None
        valued = "value" in table.data
        value = self._value(table.raw("value"), kind, table.at.down("value")) if valued else None
        if possible is None and nothing:
            if valued:
                self._never(
                    table.at.down("nothing"), f'"{path}" should have a value and be nothing'
                )
            valued = True
        if status == "settled" and (possible or missing):
            key = "possible" if possible else "missing"
            self._never(
                table.at.down(key), f'what is settled has no other values: "{path}" has "{key}"'
            )
        elif valued and not isinstance(kind, SetType) and (possible or _open_to(status)):
            self._never(
                table.at, f'"{path}" should have one value, and others should still be possible'
            )
        return Expectation(path, value, valued, status, possible, missing, table.at)

    def _possible(
        self, path: str, table: Table, kind: Type, nothing: bool
    ) -> tuple[Plain, ...] | Interval | None:
        raw = table.raw("possible")
        at = table.at.down("possible")
        if isinstance(raw, dict):
            if not isinstance(kind, NumberType):
                self._never(at, f'"{path}" cannot lie between two numbers: it is {describe(kind)}')
                return None
            low, high = _number(raw.get("min")), _number(raw.get("max"))
            if low > high:
                self._never(at, f"no number lies between {low} and {high}")
            return Interval(low, high, nothing)
        if not isinstance(raw, list):
            return None
        item = kind.item if isinstance(kind, SetType) else kind
        values = tuple(
            self._value(one, item, at.down(index), listed=False) for index, one in enumerate(raw)
        )
        return (*values, None) if nothing else values

    def _missing(self, table: Table) -> tuple[str, ...]:
        paths = table.texts("missing")
        for index, path in enumerate(paths):
            head, inside, name = declared(path).partition("[].")
            known = name in self.vocabulary.fields.get(head, ()) if inside else self._is_fact(path)
            if not known:
                every = [*self.vocabulary.givable(), *self._field_paths()]
                self.problems.append(
                    report(
                        "MR0601",
                        f'there is no fact "{declared(path)}"',
                        table.at.value("missing", index),
                        help=did_you_mean(declared(path), every) or '"medrules facts" lists them',
                    )
                )
        return paths

    def _is_fact(self, path: str) -> bool:
        return path in self.vocabulary.scalars or path in self.vocabulary.lists

    def _field_paths(self) -> list[str]:
        fields = self.vocabulary.fields
        return [f"{path}[].{name}" for path, names in fields.items() for name in names]

    def _value(self, value: TomlValue, kind: Type, at: Place, *, listed: bool = True) -> Plain:
        if listed and isinstance(kind, ListType | SetType) and not isinstance(value, list):
            value = [value]
        found = literal(value, kind)
        if isinstance(found, Misfit):
            self.problems.append(report(found.code, found.message, at.value(), help=found.help))
            return None
        return found

    def _never(self, at: Place, message: str) -> None:
        self.problems.append(
            report("MR0487", message, at.value(), help="keep the part that was meant")
        )


def _status(text: str) -> Status | None:
    match text:
        case "settled" | "provisional" | "unknown":
            return text
        case _:
            return None


def _open_to(status: Status | None) -> bool:
    return status in ("provisional", "unknown")


def _number(value: TomlValue) -> Number:
    found = literal(value, NUMBER)
    if isinstance(found, Misfit | bool | str | frozenset | tuple) or found is None:
        raise TypeError("the schema lets only numbers through")
    return found
