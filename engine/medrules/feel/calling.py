"""Calls of the operators and functions of the table.

In: a name, lowered arguments and where they stand. Out: an IR call with its literals typed and the type
of its result. Refused, as diagnostics: functions that are not there (MR0305) or not in packs
(MR0307), wrong numbers and names of arguments (MR0306), arguments of a wrong type (MR0302) or unit
(MR0303), ``is known`` of what no profile gives (MR0309).
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.feel.adapting import adapt, argument
from medrules.feel.names import BUILT_INS
from medrules.feel.operators import OPERATORS
from medrules.feel.scope import Scope
from medrules.feel.signatures import (
    Mismatch,
    Signature,
    Solution,
    match,
    positional,
    read_signature,
)
from medrules.feel.typing import type_words, unit_words
from medrules.ir.expr import Call, Expr, IsKnown, Path, Ref, Var
from medrules.ir.types import BOOLEAN, RecordTypeOf
from medrules.source.span import Span

CALLABLE = tuple(name for name, entry in OPERATORS.items() if entry.kind == "function")
"""The functions that are called by name and become an IR ``Call``."""

_FORMS = ("not", "is known")
_ELSEWHERE = frozenset(
    (
        *BUILT_INS,
        *("date", "time", "duration", "now", "today", "extract", "range", "context", "is"),
        *("matches", "replace", "split", "sort", "mode", "stddev", "product", "log", "exp"),
        *("before", "after", "meets", "overlaps", "during", "starts", "finishes", "includes"),
        *("coincides", "remove", "trim", "uuid"),
    )
)
"""Functions of FEEL that packs do not have, where the table does not say otherwise."""

_VERBS = {"+": "added", "-": "subtracted"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def known_function(name: str, span: Span, problems: list[Diagnostic]) -> bool:
    """Whether packs can call the function; if not, that is reported."""
    if name in CALLABLE or name in _FORMS:
        return True
    if name in _ELSEWHERE:
        problems.append(
            report(
                "MR0307",
                f'the function "{name}" of FEEL is not available in packs',
                span,
                help="the language reference lists the functions that are",
            )
        )
    else:
        problems.append(
            report(
                "MR0305",
                f'there is no function "{name}"',
                span,
                help=did_you_mean(name, (*CALLABLE, *_FORMS))
                or "the language reference lists every function",
            )
        )
    return False


def call(
    name: str,
    args: Sequence[Expr],
    span: Span,
    problems: list[Diagnostic],
    names: Sequence[str] = (),
) -> Expr | None:
    """The call of an entry of the table, or None when what is wrong with it is reported."""
    signatures = [read_signature(text) for text in OPERATORS[name].signatures]
    mismatches: list[tuple[Mismatch, Sequence[Expr]]] = []
    for signature in signatures:
        ordered = _in_order(signature, args, names)
        if ordered is None:
            continue
        found = match(signature, [argument(one) for one in ordered])
        if isinstance(found, Solution):
            pairs = zip(ordered, found.arguments, strict=True)
            # Whatever matches can be adapted; only members may still turn out wrong.
            typed = tuple(adapt(one, wanted, problems) or one for one, wanted in pairs)
            return Call(name, typed, found.result, span)
        mismatches.append((found, ordered))
    if mismatches:
        problems.append(_misfit(name, mismatches, span))
    else:
        problems.append(wrong_count(name, len(args), names, span))
    return None


def _in_order(
    signature: Signature, args: Sequence[Expr], names: Sequence[str]
) -> Sequence[Expr] | None:
    """The arguments as the signature orders them, or None when it does not take so many."""
    if not names:
        return args if signature.accepts(len(args)) else None
    order = positional(signature, names)
    return None if order is None else [args[position] for position in order]


def _misfit(
    name: str, mismatches: Sequence[tuple[Mismatch, Sequence[Expr]]], span: Span
) -> Diagnostic:
    """The most telling of the reasons for which no signature fits."""
    best, args = max(
        reversed(mismatches), key=lambda pair: (pair[0].units is not None, pair[0].position)
    )
    wrong = args[best.position]
    infix = OPERATORS[name].kind == "operator" and len(args) == 2
    if best.units is not None:
        first, second = map(unit_words, best.units)
        if name in _VERBS:
            message = f"{first} and {second} cannot be {_VERBS[name]}"
        elif best.units[0]:
            message = f"`{name}` takes numbers in one unit, but these are {first} and {second}"
        else:
            message = f"`{name}` takes a number without a unit here, but this is in {second}"
        labels = [Label(one.span, f"this is {type_words(one.type)}") for one in args]
        place = span if infix else wrong.span
        advice = "bring both to one unit first" if best.units[0] else ""
        return report("MR0303", message, place, labels if infix else (), advice)
    which = "" if len(args) == 1 else f"{_ordinal(best.position)} "
    sign = "-" if name == "negate" else name
    if infix:
        labels = [Label(one.span, f"this is {type_words(one.type)}") for one in args]
        message = f"`{sign}` takes {best.wanted} here, not {type_words(wrong.type)}"
        return report("MR0302", message, wrong.span, labels)
    message = f"the {which}argument of `{sign}` is {type_words(wrong.type)}, not {best.wanted}"
    return report("MR0302", message, wrong.span, help=usage(name))


def _ordinal(position: int) -> str:
    return _ORDINALS[position] if position < len(_ORDINALS) else f"{position + 1}th"


def wrong_count(name: str, count: int, names: Sequence[str], span: Span) -> Diagnostic:
    """The diagnostic for arguments that no signature of the function takes."""
    if names:
        listed = ", ".join(names)
        return report(
            "MR0306", f'"{name}" has no parameters named {listed}', span, help=usage(name)
        )
    said = "no argument" if count == 0 else "1 argument" if count == 1 else f"{count} arguments"
    return report("MR0306", f'"{name}" does not take {said}', span, help=usage(name))


def usage(name: str) -> str:
    """How the function is called, in each of its forms."""
    forms = dict.fromkeys(
        f"{name}({_parameters(read_signature(text))})" for text in OPERATORS[name].signatures
    )
    return "write " + " or ".join(forms)


def _parameters(signature: Signature) -> str:
    names = [parameter.name or "a" for parameter in signature.parameters]
    return ", ".join([*names, "b", "…"][: len(names) + 2 * signature.repeats])


def is_known(subject: Expr, scope: Scope, span: Span, problems: list[Diagnostic]) -> Expr | None:
    """``is known(subject)``, or None when it asks about something that no profile gives."""
    path = _path(subject)
    symbol = scope.symbols.get(path)
    if path and (symbol is None or symbol.kind != "derived"):
        return IsKnown(subject, BOOLEAN, span)
    if symbol is not None:
        problems.append(
            report(
                "MR0309",
                f'"{path}" is a conclusion, and `is known` asks what the profile gives',
                subject.span,
                (Label(symbol.span, "the conclusion is declared here"),),
                "ask about the facts that it rests on, or compare it with a value",
            )
        )
    else:
        problems.append(
            report(
                "MR0309",
                "`is known` asks about one fact, or one field of one record",
                subject.span,
                help="write the path of a fact, such as is known(support.funding)",
            )
        )
    return None


def _path(subject: Expr) -> str:
    """The path of a fact, or of a field of the record that a variable stands for; else empty."""
    match subject:
        case Ref(path):
            return path
        case Path(Var(_, RecordTypeOf(path)), name):
            return f"{path}[].{name}"
        case _:
            return ""
