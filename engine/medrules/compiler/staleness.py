"""Whether what a pack changes of another is still what it was written against.

In: the ``was`` of an override or retirement, and what stands there now. Out: a warning when the two
differ. A parameter's ``was`` is its value; a rule's is its fingerprint, ten digits that stand for
all that it says, or ``?`` to be told them. Refused, as diagnostics: a ``was`` of another type.
"""

from __future__ import annotations

from collections.abc import Sequence

from medrules.compiler.build import Drafted
from medrules.compiler.literals import Misfit, literal
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.ir.printer import print_expr
from medrules.ir.program import Parameter, Rule, Scalar, Template
from medrules.packs.model import Place
from medrules.source.digest import sha256
from medrules.source.toml import TomlValue

_DIGITS = 10


def stale_parameter(known: Parameter, was: TomlValue, at: Place) -> Diagnostic | None:
    """A warning when the parameter had another value when the override was written."""
    if was is None:
        return None
    before = literal(was, known.type)
    if isinstance(before, Misfit):
        return report(before.code, before.message, at.value("was"), help=before.help)
    if before == known.value:
        return None
    now = written(known.value)
    return report(
        "MR0509",
        f'the base value of "{known.path}" has changed: it was {written(before)} when this override '
        f"was written, and is {now} now",
        at.value("was"),
        (Label(known.span, f'"{known.path}" is declared here'),),
        f'look whether "value" is still meant, then write was = {_toml(known.value)}',
    )


def stale_rule(
    target: str, found: Sequence[Drafted], was: TomlValue, at: Place
) -> Diagnostic | None:
    """A warning when the rule said something else when the change of it was written."""
    if was is None:
        return None
    now = fingerprint([item.rule for item in found])
    if was == now:
        return None
    place = Label(found[0].rule.origin.span, "it stands here")
    if was == "?":
        message = f'the fingerprint of "{target}" is {now}'
        help = f'write was = "{now}" to be told when the rule changes'
    else:
        message = f'the rule "{target}" has changed since this was written'
        help = f'read the rule again; if the change is still meant, write was = "{now}"'
    return report("MR0509", message, at.value("was"), (place,), help)


def fingerprint(rules: Sequence[Rule]) -> str:
    """Ten digits for everything that these rules say: conditions, values, texts, citations."""
    total = sha256()
    for rule in sorted(rules, key=lambda one: (one.id, one.part)):
        words = (
            rule.id,
            rule.title,
            f"{rule.loop.variable} in {rule.loop.list_path}" if rule.loop else "",
            "" if rule.condition is None else print_expr(rule.condition),
            rule.conclusion,
            print_expr(rule.value),
            template_text(rule.because),
            " ".join(f"{one.source}#{one.section}" for one in rule.cites),
        )
        total.update("\0".join(words).encode() + b"\n")
    return str(total.hexdigest())[:_DIGITS]


def template_text(template: Template) -> str:
    """The text of a template, with its expressions in braces."""
    return "".join(
        part.replace("{", "{{").replace("}", "}}")
        if isinstance(part, str)
        else f"{{{print_expr(part)}}}"
        for part in template.parts
    )


def written(value: Scalar) -> str:
    """A value in a sentence or a record of a change: the members of a set in order."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None else str(value)


def _toml(value: Scalar) -> str:
    """A value as a pack writes it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, frozenset | tuple):
        members = sorted(value) if isinstance(value, frozenset) else value
        return "[" + ", ".join(f'"{one}"' for one in members) + "]"
    return written(value)
