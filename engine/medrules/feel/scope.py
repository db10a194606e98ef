"""What the names in an expression mean.

In: what packs declare: scalars (facts, conclusions, parameters), record lists with their fields, and
the variables that ``for`` binds. Out: ``Scope``, which the checker asks. Refused: nothing; whether
the declarations agree with one another is for the compiler to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from medrules.ir.types import EnumType, ListType, RecordTypeOf, SetType, Type
from medrules.source.span import Span

SymbolKind: TypeAlias = Literal["given", "derived", "parameter"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that can be read, and where it was declared.

    ``path`` is that of a scalar (``support.funding``) or of a field (``programs[].score``).
    """

    path: str
    type: Type
    kind: SymbolKind
    span: Span


@dataclass(frozen=True, slots=True)
class Scope:
    """Names and what they mean; ``scope_of`` makes one, ``bind`` adds a variable."""

    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    records: Mapping[str, RecordTypeOf] = field(default_factory=dict)
    variables: Mapping[str, Type] = field(default_factory=dict)
    _enums: list[EnumType] = field(default_factory=list, repr=False, compare=False)

    def bind(self, name: str, kind: Type) -> Scope:
        """The scope in which the variable stands for a value of the type."""
        return replace(self, variables={**self.variables, name: kind})

    def paths(self) -> list[str]:
        """Every path that can be read outside the records of a list."""
        return [path for path in self.symbols if "[]" not in path] + list(self.records)

    def enums(self) -> Sequence[EnumType]:
        """The enums that symbols use, each once; looked for when they are first asked for."""
        if not self._enums:
            found: dict[str, EnumType] = {}
            for symbol in self.symbols.values():
                kind = symbol.type
                inner = kind.item if isinstance(kind, SetType | ListType) else kind
                if isinstance(inner, EnumType):
                    found.setdefault(inner.id, inner)
            self._enums.extend(found.values())
        return self._enums


def scope_of(symbols: Iterable[Symbol], records: Mapping[str, RecordTypeOf]) -> Scope:
    """The scope of these symbols and record lists, without variables."""
    return Scope({symbol.path: symbol for symbol in symbols}, dict(records))
