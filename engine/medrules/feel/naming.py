"""What a name in an expression stands for.

In: the parts of a dotted name and what is in reach: variables, the item of a filter, and the scope.
Out: the IR expression that reads it. Refused, as diagnostics: names that nothing declares (MR0301),
fields that records lack (MR0311), variables that reuse a name (MR0312).

The nearest binding wins: a variable, then the fields of a filter's item, then what stands outside.
A fact path is one name; it is looked up whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.feel.scope import Scope
from medrules.feel.typing import type_words
from medrules.ir.expr import Expr, Path, Records, Ref, Var
from medrules.ir.types import ListType, RecordTypeOf, Type
from medrules.source.located import Located
from medrules.source.span import Span


@dataclass(frozen=True, slots=True)
class Binding:
    """A variable in reach. ``name`` is how it is written and ``variable`` how the IR names it;
    the fields of an ``item`` are names as well."""

    name: str
    variable: str
    type: Type
    item: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """What an expression can name: the scope, the bindings around it, and what ``?`` stands for."""

    scope: Scope
    bindings: tuple[Binding, ...] = ()
    subject: Expr | None = None

    def bind(self, name: str, kind: Type) -> Reach:
        """The reach of the body of ``for``, ``some`` or ``every``."""
        return replace(self, bindings=(*self.bindings, Binding(name, name, kind)))

    def filter(self, kind: Type) -> tuple[str, Reach]:
        """A variable name that nothing in reach has, and the reach of a filter's condition."""
        taken = self.taken()
        variable, count = "item", 1
        while variable in taken:
            count += 1
            variable = f"item_{count}"
        binding = Binding("item", variable, kind, item=True)
        return variable, replace(self, bindings=(*self.bindings, binding))

    def taken(self) -> set[str]:
        """The names that variables in reach have."""
        names = {binding.variable for binding in self.bindings}
        names.update(binding.name for binding in self.bindings)
        return names | set(self.scope.variables)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a dotted name, with the place where the name ends that it completes."""

    name: str
    end: int


def resolve(
    parts: list[Part], start: int, reach: Reach, text: Located, problems: list[Diagnostic]
) -> Expr | None:
    """What the dotted name reads, or None when that is reported."""
    found = look_up(parts, start, reach, text)
    if found is None:
        problems.append(_unknown(parts, start, reach, text))
        return None
    expr: Expr | None = found[0]
    if parts[0].name == "item" and _several_items(reach):
        problems.append(
            report(
                "MR0312",
                'more than one thing is called "item" here',
                text.span(start, parts[0].end),
                help="give the outer one a name of its own, with for, some or every",
            )
        )
    for part in parts[found[1] :]:
        if expr is not None:
            expr = field_of(expr, part.name, text.span(start, part.end), problems)
    return expr


def look_up(parts: list[Part], start: int, reach: Reach, text: Located) -> tuple[Expr, int] | None:
    """What the longest known beginning of the name reads, and how many parts that is."""
    first = parts[0]
    for binding in reversed(reach.bindings):
        if binding.name == first.name:
            return Var(binding.variable, binding.type, text.span(start, first.end)), 1
        if binding.item and len(parts) == 1 and isinstance(binding.type, RecordTypeOf):
            kind = binding.type.field(first.name)
            if kind is not None:
                span = text.span(start, first.end)
                item = Var(binding.variable, binding.type, span)
                return Path(item, first.name, kind, span), 1
    variable = reach.scope.variables.get(first.name)
    if variable is not None:
        return Var(first.name, variable, text.span(start, first.end)), 1
    for count in range(len(parts), 0, -1):
        path = ".".join(part.name for part in parts[:count])
        symbol = reach.scope.symbols.get(path)
        if symbol is not None:
            return Ref(path, symbol.type, text.span(start, parts[count - 1].end)), count
        records = reach.scope.records.get(path)
        if records is not None:
            span = text.span(start, parts[count - 1].end)
            return Records(path, ListType(records), span), count
    return None


def field_of(source: Expr, name: str, span: Span, problems: list[Diagnostic]) -> Expr | None:
    """``source.name``: of a record, or of each record of a list."""
    kind = source.type
    record = kind.item if isinstance(kind, ListType) else kind
    if not isinstance(record, RecordTypeOf):
        problems.append(
            report(
                "MR0311",
                f'this has no field "{name}", because it is {type_words(kind)}',
                span,
                help="only the records of a list have fields",
            )
        )
        return None
    found = record.field(name)
    if found is None:
        names = [key for key, _ in record.fields]
        problems.append(
            report(
                "MR0311",
                f'the records of "{record.path}" have no field "{name}"',
                span,
                help=did_you_mean(name, names) or f"the fields are {', '.join(names)}",
            )
        )
        return None
    return Path(source, name, ListType(found) if isinstance(kind, ListType) else found, span)


def check_free(name: str, reach: Reach, span: Span, problems: list[Diagnostic]) -> None:
    """Report a new variable that has the name of one in reach."""
    if name == "item":
        message = 'a variable cannot be called "item": in a filter that is the record it tests'
    elif name in reach.taken():
        message = f'the name "{name}" is already taken here'
    else:
        return
    problems.append(report("MR0312", message, span, help="give the variable another name"))


def _several_items(reach: Reach) -> bool:
    """Whether a filter stands inside another, or in a rule whose variable is named ``item``."""
    filters = sum(binding.item for binding in reach.bindings)
    return filters + ("item" in reach.scope.variables) > 1


def quoted_word(word: str, scope: Scope) -> str:
    """Help for a word that is written like a fact but is a member of an enum; may be empty."""
    owners = [kind.id for kind in scope.enums() if word in kind.members]
    if not owners:
        return ""
    return f'"{word}" is a member of {owners[0]}: write it in quotes'


def _unknown(parts: list[Part], start: int, reach: Reach, text: Located) -> Diagnostic:
    path = ".".join(part.name for part in parts)
    span = text.span(start, parts[-1].end)
    if path == "?":
        return report(
            "MR0301",
            '"?" stands for the input of a table, and this is no cell of one',
            span,
            help="write the name of the fact",
        )
    word = _word_at(text.text, start)
    advice = (
        quoted_word(word, reach.scope)
        or did_you_mean(path, _candidates(reach, len(parts) == 1))
        or "facts are declared with [[facts]], conclusions with [[conclusions]]; those of another"
        " pack can be read once [[pack.requires]] names it"
    )
    labels: Iterable[Label] = ()
    return report("MR0301", f'there is no fact "{path}"', span, labels, advice)


def _word_at(text: str, start: int) -> str:
    """The word with hyphens at an offset, as it would be if it stood in quotes."""
    found = re.match(r"[a-z0-9]+(?:-[a-z0-9]+)*", text[start:])
    return found.group() if found else ""


def _candidates(reach: Reach, single: bool) -> list[str]:
    """Every name that could have been meant, those nearest at hand first."""
    names: list[str] = []
    for binding in reversed(reach.bindings):
        if binding.item and single and isinstance(binding.type, RecordTypeOf):
            names += [key for key, _ in binding.type.fields]
        names += _variable_names(binding.name, binding.type)
    for name, kind in reach.scope.variables.items():
        names += _variable_names(name, kind)
    names += reach.scope.paths()
    for path, record in reach.scope.records.items():
        names += [f"{path}.{key}" for key, _ in record.fields]
    return names


def _variable_names(name: str, kind: Type) -> list[str]:
    fields = kind.fields if isinstance(kind, RecordTypeOf) else ()
    return [name, *(f"{name}.{key}" for key, _ in fields)]
