"""A query without NULL between its first stage and its last.

In: a query for DuckDB, whose expressions say unknown as NULL. Out: one that answers the same over a relation
``facts`` with ``companions`` beside its columns (``medrules.targets.sql.forms``). Refused: nothing; what has
no form without NULL stays as it is.

A database works vector by vector, and a vector with gaps costs it several times as much as one without: each
AND then looks at every row. So a truth value becomes two columns, whether it is true and whether it may be,
and any other value becomes two, what it is and whether it is known. Kleene's logic falls out: an AND is true
where both sides are, and may be where both may. NULL is put back at the end, and where something reads a
column that has no other form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from medrules.targets.sql import forms, tree
from medrules.targets.sql.companions import beside
from medrules.targets.sql.forms import Form, Truth, Value
from medrules.targets.sql.query import Query
from medrules.targets.sql.scopes import named
from medrules.targets.sql.tree import Node

_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.BitwiseAnd, exp.BitwiseOr)
_NUMBERS = (exp.DType.BIGINT, exp.DType.INT, exp.DType.DECIMAL)


def strictly(made: Query) -> Query:
    """The query over ``facts`` with what stands beside its columns."""
    facts = made.layout.facts
    known: dict[str, Form] = {one.name: forms.given(one) for one in facts.columns}
    known |= {flag: forms.certain(tree.column(flag)) for _, flag in made.layout.given}
    found = []
    for answers, node in made.relations:
        copied = node.copy()
        types = {one.name: one.sql for one in answers.columns}
        _rewrite(copied, facts.name, known, types)
        found.append((answers, copied))
    return made.replace(relations=tuple(found))


def _rewrite(
    final: exp.Select, facts: str, known: Mapping[str, Form], types: Mapping[str, str]
) -> None:
    """Rewrite the stages that pass on the rows of ``facts``; leave out columns that nobody reads.

    ``types``: those of the columns of the answer, for one that is NULL in every row.
    """
    held = final.args.get("with_")
    stages = [(one.alias, one.this) for one in held.expressions] if held is not None else []
    work = _Work(dict(known))
    main = {facts}
    for name, node in stages:
        if _passed_on(node) in main:
            main.add(name)
            if _is_plain(node):
                node.set("expressions", [node.expressions[0], *work.stage(node.expressions[1:])])
    if _reads(final) in main:
        final.set("expressions", [work.end(one, types) for one in final.expressions])
    final.set("with_", None)
    read = _columns(final)
    final.set("with_", held)
    for name, node in reversed(stages):
        if name in main and _is_plain(node):
            kept = [one for one in node.expressions[1:] if one.alias in read]
            node.set("expressions", [node.expressions[0], *kept])
        read |= _columns(node)


def _columns(node: Node) -> set[str]:
    return {one.name for one in node.find_all(exp.Column)}


def _is_plain(node: Node) -> bool:
    """``SELECT *, … FROM stage`` and no more."""
    return bool(_reads(node)) and isinstance(node.expressions[0], exp.Star)


def _reads(node: Node) -> str:
    """The one relation that a query reads, row by row; empty where it does anything else."""
    if not isinstance(node, exp.Select):
        return ""
    if any(node.args.get(key) for key in ("joins", "group", "where", "distinct")):
        return ""
    source = node.args["from_"].this
    return source.name if isinstance(source, exp.Table) else ""


def _passed_on(node: Node) -> str:
    """The relation whose rows a stage passes on, with more columns; empty where there is none."""
    if not isinstance(node, exp.Select) or node.args.get("group"):
        return ""
    first = node.expressions[0]
    if not (isinstance(first, exp.Star) or (isinstance(first, exp.Column) and first.table == "a")):
        return ""
    source = node.args["from_"].this
    return source.name if isinstance(source, exp.Table) else ""


class _Work:
    """The forms of all columns so far."""

    def __init__(self, columns: dict[str, Form]) -> None:
        self.columns = columns

    def stage(self, aliases: Sequence[Node]) -> list[Node]:
        """The columns of a stage in all their forms; those that nobody reads are left out later."""
        found: list[Node] = []
        made: dict[str, Form] = {}
        for alias in aliases:
            form = self.form(alias.this)
            made[alias.alias] = _stored(alias.alias, form, found)
            if isinstance(form, Value):
                # What reads the column as it was before knows nothing of enums.
                form = form.replace(sql=forms.spelled(form))
            found.append(named(forms.back(form, alias.this), alias.alias))
        self.columns |= made
        return found

    def end(self, shown: Node, types: Mapping[str, str]) -> Node:
        """A column of the answer, which says unknown as NULL."""
        if not isinstance(shown, exp.Alias):
            return shown
        form, kind = self.form(shown.this), types.get(shown.alias)
        if kind is not None and isinstance(form, Value) and tree.is_false(form.known):
            return named(tree.cast(tree.null(), kind), shown.alias)
        return named(forms.back(form, shown.this), shown.alias)

    def form(self, node: Node) -> Form:
        """The form of an expression."""
        match node:
            case exp.Paren():
                return self.form(node.this)
            case exp.Boolean():
                return forms.certain(node)
            case exp.Null():
                return Value(node, tree.false())
            case exp.Literal():
                words = (str(node.this),) if node.is_string else ()
                return Value(node, tree.true(), words, not words, solid=True)
            case exp.Column() if not node.table:
                return self.columns.get(node.name) or forms.opaque(node, calm=True)
            case exp.And() | exp.Or():
                return self._connected(node)
            case exp.Not():
                one = self._truth(node.this)
                return Truth(forms.denied(one.may), forms.denied(one.true), one.calm)
            case exp.Is(expression=exp.Null()):
                form = self.form(node.this)
                return forms.certain(forms.missing(form), form.calm)
            case exp.Coalesce():
                return self._coalesced(node)
            case exp.Case(this=None):
                return self._case(node)
            case exp.In() if node.expressions:
                return self._among(node)
            case exp.Cast() | exp.Neg():
                return self._turned(node)
            case _ if isinstance(node, _ARITHMETIC):
                return self._worked_out(node)
            case _ if isinstance(node, forms.COMPARING):
                return self._compared(node)
            case _:
                return forms.opaque(node)

    def _truth(self, node: Node) -> Truth:
        form = self.form(node)
        if isinstance(form, Truth):
            return form
        return _as_truth(form) or forms.opaque_truth(node, form.calm)

    def _connected(self, node: exp.And | exp.Or) -> Truth:
        parts = [self._truth(one) for one in tree.flat(node, type(node))]
        join = tree.all_of if isinstance(node, exp.And) else tree.any_of
        true, may = join(*[one.true for one in parts]), join(*[one.may for one in parts])
        return Truth(true, may, all(one.calm for one in parts))

    def _coalesced(self, node: exp.Coalesce) -> Form:
        if len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Boolean):
            one = self._truth(node.this)
            return forms.certain(
                one.may if tree.is_true(node.expressions[0]) else one.true, one.calm
            )
        parts = [self.form(one) for one in (node.this, *node.expressions)]
        values = [one for one in parts if isinstance(one, Value) and one.calm]
        if len(values) < len(parts):
            return forms.opaque(node)
        known = tree.any_of(*[one.known for one in values])
        branches = [(one.known, one) for one in values[:-1]]
        return forms.chosen(branches, values[-1], known) or forms.opaque(node)

    def _case(self, node: exp.Case) -> Form:
        tests = [self._truth(one.this) for one in node.args["ifs"]]
        shown = [one.args["true"] for one in node.args["ifs"]]
        found = [self.form(one) for one in (*shown, node.args.get("default") or tree.null())]
        if not all(one.calm for one in (*tests, *found)):
            return forms.opaque(node)
        when = [one.true for one in tests]
        values = [one for one in found if isinstance(one, Value)]
        if len(values) == len(found):
            known = forms.first(when, [one.known for one in values])
            branches = list(zip(when, values, strict=False))
            return forms.chosen(branches, values[-1], known) or forms.opaque(node)
        truths = [one for form in found if (one := _as_truth(form)) is not None]
        if len(truths) < len(found):
            return forms.opaque(node)
        true, may = [one.true for one in truths], [one.may for one in truths]
        return Truth(forms.first(when, true), forms.first(when, may))

    def _among(self, node: exp.In) -> Form:
        form = self.form(node.this)
        if isinstance(form, Truth) or not all(
            isinstance(one, exp.Literal) for one in node.expressions
        ):
            return forms.opaque(node)
        if not form.solid:
            return forms.opaque_truth(node, form.calm)
        if form.words:
            tests = [forms.is_word(form, str(one.this)) for one in node.expressions]
        else:
            tests = [tree.binary(exp.EQ, form.sql, one) for one in node.expressions]
        return forms.where_known(tree.any_of(*tests), form.known, form.calm)

    def _turned(self, node: Node) -> Form:
        """A cast of a number to another type of numbers, or its negative."""
        form = self.form(node.this)
        if isinstance(form, Truth) or not form.number:
            return forms.opaque(node)
        if isinstance(node, exp.Neg):
            return form.replace(sql=exp.Neg(this=tree.inner(form.sql)))
        if type(node) is not exp.Cast or node.to.this not in _NUMBERS:
            return forms.opaque(node)
        return form.replace(sql=exp.Cast(this=tree.own(form.sql), to=node.to.copy()))

    def _worked_out(self, node: Node) -> Value:
        left, right = self.form(node.args["this"]), self.form(node.args["expression"])
        if isinstance(left, Truth) or isinstance(right, Truth):
            return forms.opaque(node)
        return Value(
            tree.binary(type(node), left.sql, right.sql),
            tree.all_of(left.known, right.known),
            (),
            left.number and right.number,
            left.solid and right.solid,
            left.calm and right.calm,
        )

    def _compared(self, node: Node) -> Truth:
        left, right = self.form(node.args["this"]), self.form(node.args["expression"])
        calm = left.calm and right.calm
        if isinstance(left, Truth) or isinstance(right, Truth):
            return forms.opaque_truth(node, calm)
        if not (left.solid and right.solid):
            return forms.opaque_truth(node, calm)
        known = tree.all_of(left.known, right.known)
        if not isinstance(node, exp.EQ | exp.NEQ) or not (left.words and right.words):
            # The order of an enum is not that of its texts.
            test = tree.binary(type(node), forms.spelled(left), forms.spelled(right))
            return forms.where_known(test, known, calm)
        test = _same_word(left, right)
        if isinstance(node, exp.NEQ):
            test = tree.negated(test)
        return forms.where_known(test, known, calm)


def _same_word(left: Value, right: Value) -> Node:
    """Whether two values with words are the same text."""
    for one, other in ((left, right), (right, left)):
        word = forms.fixed(other)
        if word is not None:
            return forms.is_word(one, word)
    if left.words == right.words:
        return tree.binary(exp.EQ, left.sql, right.sql)
    return tree.binary(exp.EQ, forms.spelled(left), forms.spelled(right))


def _as_truth(form: Form) -> Truth | None:
    """A truth value, or NULL as one; None for any other value."""
    if isinstance(form, Truth):
        return form
    return Truth(tree.false(), tree.true()) if tree.is_false(form.known) else None


def _stored(name: str, form: Form, found: list[Node]) -> Form:
    """The form by the columns that hold it, which are added to those found."""

    def kept(node: Node, what: str) -> Node:
        if isinstance(tree.bare(node), exp.Column | exp.Literal | exp.Boolean | exp.Null):
            return tree.bare(node)
        found.append(named(node, beside(name, what)))
        return tree.column(beside(name, what))

    if isinstance(form, Truth):
        true = kept(form.true, "true")
        return Truth(true, true if form.true == form.may else kept(form.may, "may"))
    return form.replace(sql=kept(form.sql, "value"), known=kept(form.known, "known"), calm=True)
