"""The grammar of FEEL: precedence climbing over operators, one method for each construct.

In: a ``Reader``. Out: nodes of ``medrules.feel.ast`` with their extent. Refused, as problems of the
reader: whatever the grammar does not allow. The methods keep few calls between one level of
nesting and the next, so that ``MAX_DEPTH`` levels fit well inside Python's limit of recursion.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, cast

from medrules.feel.ast import (
    Between,
    Binary,
    BinaryOp,
    BooleanLit,
    CallExpr,
    ContextLit,
    Expression,
    FilterExpr,
    ForExpr,
    FunctionDef,
    IfExpr,
    In,
    InstanceOf,
    Iteration,
    ListLit,
    Name,
    Negate,
    NullLit,
    NumberLit,
    PathExpr,
    QuantifiedExpr,
    RangeLit,
    TemporalLit,
    TestCompare,
    TestExpr,
    TestOp,
    TextLit,
    UnaryTest,
)
from medrules.feel.cursor import MAX_DEPTH
from medrules.feel.mistakes import ADVICE, meant_function
from medrules.feel.names import spelling
from medrules.feel.problems import clip
from medrules.feel.reader import Reader
from medrules.feel.tokens import (
    ADD,
    COMPARISONS,
    INSTANCE,
    LEVELS,
    NAME_SIGNS,
    OPEN,
    QUOTES,
    Token,
)
from medrules.feel.typenames import type_name

_BEGIN_WORDS = frozenset(("if", "for", "some", "every", "function", "true", "false", "null"))


class Grammar(Reader):
    """A reader that knows the rules of FEEL."""

    # Operators

    def expression(self, floor: int = OPEN) -> Expression:
        """An expression whose operators all bind at least as tightly as ``floor``."""
        self.deeper()
        start = self.token.start
        found = self.continued(self.operand(), start, floor)
        self.depth -= 1
        return found

    def continued(self, left: Expression, start: int, floor: int) -> Expression:
        """``left``, which began at ``start``, with the operators that follow it."""
        links = 0
        while (level := LEVELS.get(meant := self.meant(), -1)) >= floor:
            if meant == "[" and self._ends_range():
                return left
            links += 1
            if links > MAX_DEPTH:
                raise self.too_deep(start, self.token.end)
            match meant:
                case ".":
                    self.advance()
                    left = PathExpr(left, self.member_name(), start=start, end=self.before.end)
                case "(":
                    left = self.call(left, start)
                case "[":
                    left = self.filter(left, start)
                case "in":
                    self.accept("in")
                    tests = self.in_tests()
                    left = In(left, tests, start=start, end=self.before.end)
                case "between":
                    owner = self.accept("between")
                    low = self.expression(ADD)
                    self.word("and", owner)
                    high = self.expression(ADD)
                    left = Between(left, low, high, start=start, end=self.before.end)
                case "instance":
                    owner = self.accept("instance")
                    self.word("of", owner)
                    kind = type_name(self)
                    left = InstanceOf(left, kind, start=start, end=self.before.end)
                case _:
                    self.accept(meant)
                    right = self.expression(level + 1)
                    op = cast(BinaryOp, meant)
                    left = Binary(op, left, right, start=start, end=self.before.end)
        return left

    def operand(self) -> Expression:
        """What stands before, between and after operators."""
        token = self.token
        start = token.start
        match token.kind:
            case "number":
                self.advance()
                return NumberLit(cast(Decimal, token.value), start=start, end=token.end)
            case "text":
                self.advance()
                return TextLit(cast(str, token.value), start=start, end=token.end)
            case "name" | "word":
                return self.named()
            case "bad":
                self.advance()
                return NullLit() if self.token.kind in ("bad", "end") else self.operand()
            case "end":
                raise self.missing()
            case "sign":
                pass
        match token.text:
            case "(":
                return self.parenthesised()
            case "[":
                return self.list_or_range()
            case "{":
                return self.context()
            case "]":
                if self._closes() and self.ahead().text != "..":
                    raise self.missing()
                opening = self.open()
                low = None if self.on("..") else self.expression()
                return self.range(opening, low)
            case "@":
                self.advance()
                if self.token.kind != "text":
                    raise self.stop("MR0208", "Nothing follows `@`.", token, ADVICE["@"])
                quoted = self.advance()
                return TemporalLit(cast(str, quoted.value), start=start, end=quoted.end)
            case "-" | "−" | "–":
                self.accept("-")
                operand = self.expression(INSTANCE)
                return Negate(operand, start=start, end=self.before.end)
            case "!":
                self.accept("not")
                return self.expression(INSTANCE)
            case quote if quote in QUOTES:
                self.quoted()
                return TextLit("", start=start, end=self.before.end)
            case _:
                raise self.missing()

    def named(self) -> Expression:
        """A name, a literal word, or a construct that begins with a word."""
        token = self.token
        size, name = self.known_name()
        if size:
            self.seek(self.at + size)
            return Name(name, start=token.start, end=self.before.end)
        if token.kind == "name":
            self.advance()
            return Name(token.text, start=token.start, end=token.end)
        match token.text:
            case "true" | "false":
                self.advance()
                return BooleanLit(token.text == "true", start=token.start, end=token.end)
            case "null":
                self.advance()
                return NullLit(start=token.start, end=token.end)
            case "if":
                return self.conditional()
            case "for" | "some" | "every":
                return self.iterated()
            case "function":
                return self.function()
            case _:
                raise self.missing()

    # Constructs

    def conditional(self) -> Expression:
        """Rule 45."""
        owner = self.advance()
        condition = self.expression()
        self.word("then", owner)
        then_ = self.expression()
        self.word("else", owner)
        other = self.expression()
        return IfExpr(condition, then_, other, start=owner.start, end=self.before.end)

    def iterated(self) -> Expression:
        """Rules 44 and 46; each variable is known from the next iteration on."""
        owner = self.advance()
        mark = self.variables.mark()
        iterations: list[Iteration] = []
        while True:
            start = self.token.start
            name = self.declared_name("a variable", "in", "return", "satisfies", "then", "else")
            self.word("in", owner)
            source = self.expression()
            high = self.expression() if self.take("..") else None
            iterations.append(Iteration(name, source, high, start=start, end=self.before.end))
            self.bind(name)
            if not self.take(","):
                break
        self.word("return" if owner.text == "for" else "satisfies", owner)
        body = self.expression()
        self.variables.drop(mark)
        start, end = owner.start, self.before.end
        if owner.text == "for":
            return ForExpr(tuple(iterations), body, start=start, end=end)
        kind: Literal["some", "every"] = "some" if owner.text == "some" else "every"
        return QuantifiedExpr(kind, tuple(iterations), body, start=start, end=end)

    def function(self) -> Expression:
        """Rule 55, without ``external``."""
        owner = self.advance()
        if not self.on("("):
            raise self.stop(
                "MR0211", "`function` has no parameters.", self.token, "Write `function(a, b) …`."
            )
        self.open()
        parameters: list[tuple[str, str]] = []
        if not self.on(")"):
            self.items(self.parameter, parameters)
        self.close(")")
        if self.token.text == "external":
            advice = "Write the function in FEEL: no other code runs."
            raise self.stop("MR0222", "A function may not be `external`.", self.token, advice)
        mark = self.variables.mark()
        for name, _ in parameters:
            self.bind(name)
        body = self.expression()
        self.variables.drop(mark)
        return FunctionDef(tuple(parameters), body, start=owner.start, end=self.before.end)

    def parameter(self) -> tuple[str, str]:
        """Rule 56: a name, and its type or the empty text."""
        name = self.declared_name("a parameter", ",", ":", ")")
        return name, type_name(self) if self.take(":") else ""

    def parenthesised(self) -> Expression:
        """An expression in parentheses, or a range: ``(a..b]``, ``(..b]``, ``(< b)``."""
        opening = self.open()
        if self.on(".."):
            return self.range(opening, None)
        if op := self.comparison():
            self.accept(op)
            operand = self.expression(ADD)
            self.close(")")
            return self.compared_range(op, operand, opening)
        found = self.expression()
        if self.on(".."):
            return self.range(opening, found)
        self.close(")")
        return found

    def list_or_range(self) -> Expression:
        """``[a, b]`` or ``[a..b]``."""
        opening = self.open()
        items: list[Expression] = []
        if self.on(".."):
            return self.range(opening, None)
        if not self.on("]"):
            self.items(self.expression, items)
            if len(items) == 1 and self.on(".."):
                return self.range(opening, items[0])
        self.close("]")
        return ListLit(tuple(items), start=opening.start, end=self.before.end)

    def range(self, opening: Token, low: Expression | None) -> Expression:
        """The rest of a range, from its dots on; ``opening`` is its first bracket."""
        if low is None and opening.text == "[":
            advice = "A range without a least value begins with `(`."
            raise self.stop("MR0216", "This range is closed where it has no end.", opening, advice)
        if not self.take(".."):
            message = f"This `{opening.text}` closes nothing."
            raise self.stop("MR0210", message, opening, "An open range is written `]a..b[`.")
        high = None
        empty = self.on("[") and self.ahead().text == "]"
        if low is None or empty or not self._closes():
            self.range_depths.append(len(self.opened))
            high = self.expression()
            self.range_depths.pop()
        elif self.on("]"):
            advice = "A range without a greatest value ends with `)`."
            raise self.stop(
                "MR0216", "This range is closed where it has no end.", self.token, advice
            )
        closing = self.close("]", ")", "[")
        start, end = opening.start, closing.end
        return RangeLit(low, high, opening.text == "[", closing.text == "]", start=start, end=end)

    def compared_range(self, op: TestOp, operand: Expression, opening: Token) -> Expression:
        """The range that ``(< operand)`` and the like are as values (DMN 1.5, table 42)."""
        start, end = opening.start, self.before.end
        match op:
            case "=":
                return RangeLit(operand, operand, True, True, start=start, end=end)
            case "<" | "<=":
                return RangeLit(None, operand, False, op == "<=", start=start, end=end)
            case ">" | ">=":
                return RangeLit(operand, None, op == ">=", False, start=start, end=end)
            case "!=":
                advice = "Only a test may begin with `!=`; write `not(x = …)` in a condition."
                raise self.stop("MR0216", "`!=` does not make a range.", opening, advice)

    def context(self) -> Expression:
        """Rule 57; each key is known in the entries after it, and later as the name of a part."""
        opening = self.open()
        entries: list[tuple[str, Expression]] = []
        mark = self.variables.mark()
        if not self.on("}"):
            self.items(self.entry, entries)
        self.variables.drop(mark)
        self.close("}")
        return ContextLit(tuple(entries), start=opening.start, end=self.before.end)

    def entry(self) -> tuple[str, Expression]:
        """Rule 58."""
        if self.token.kind == "text":
            key = cast(str, self.advance().value)
        else:
            key = self.declared_name("an entry", ":")
        if not self.take(":"):
            advice = "An entry is written `name: value`."
            raise self.stop("MR0211", f"The entry `{clip(key)}` has no `:`.", self.token, advice)
        value = self.expression()
        self.bind(key)
        self.members.add(key)
        return key, value

    # After an operand

    def call(self, function: Expression, start: int) -> Expression:
        """Rule 38; ``function`` is what is called."""
        if isinstance(function, Name) and not (
            function.name in self.given or function.name in self.bound
        ):
            meant = meant_function(function.name)
            if meant is not None:
                message = f"The function `{clip(function.name)}` is written `{meant}`."
                self.note("MR0214", message, self.before, f"Write `{meant}(…)`.")
        opening = self.open()
        args: list[tuple[str, Expression]] = []
        if not self.on(")"):
            self.items(self.argument, args)
        self.close(")")
        names = tuple(name for name, _ in args if name)
        if names and len(names) < len(args):
            advice = "Name every argument, or none."
            message = "Some arguments of this call have names and others have none."
            self.note("MR0215", message, opening, advice)
        values = tuple(value for _, value in args)
        return CallExpr(function, values, names, start=start, end=self.before.end)

    def argument(self) -> tuple[str, Expression]:
        """One argument, with its name or the empty text."""
        at = self.at
        while self.tokens[at].kind in ("name", "word", "number") or (
            at > self.at and self.tokens[at].text in NAME_SIGNS
        ):
            at += 1
        if at == self.at or self.tokens[at].text != ":":
            return "", self.expression()
        name = spelling(self.tokens[self.at : at])
        self.seek(at + 1)
        return name, self.expression()

    def filter(self, source: Expression, start: int) -> Expression:
        """Rule 50; in its condition the keys of contexts in this text are names."""
        self.open()
        self.filters += 1
        condition = self.expression()
        self.filters -= 1
        self.close("]")
        return FilterExpr(source, condition, start=start, end=self.before.end)

    # Tests

    def test(self) -> UnaryTest:
        """One of the tests between commas."""
        found = self.single_test(OPEN)
        if isinstance(found, TestCompare) and self.meant() in ("and", "or"):
            raise self.stop(
                "MR0221",
                f"Tests are not joined by `{self.meant()}`.",
                self.token,
                "Put a comma between tests of which one must hold; for two that must both hold, "
                "write a range, as in `[3..5]`, or conditions on `?`, as in `? > 3 and ? < 5`.",
            )
        return found

    def single_test(self, floor: int) -> UnaryTest:
        """``< value`` and the like, or an expression of at least the level ``floor``."""
        start = self.token.start
        if op := self.comparison():
            self.accept(op)
            operand = self.expression(ADD)
            return TestCompare(op, operand, start=start, end=self.before.end)
        return TestExpr(self.expression(floor), start=start, end=self.before.end)

    def in_tests(self) -> tuple[UnaryTest, ...]:
        """Rules 49c and 49d: what follows ``in``."""
        if not self.on("("):
            return (self.single_test(ADD),)
        opening = self.open()
        tests: list[UnaryTest] = []
        low: Expression | None = None
        if not self.on(".."):
            self.items(self.test, tests)
            if len(tests) == 1 and isinstance(tests[0], TestExpr):
                low = tests[0].expression
        if self.on("..") and len(tests) == (low is not None):
            found = self.range(opening, low)
        else:
            self.close(")")
            # `in (a)[1]` and `in (a + b) * c` are expressions that begin with a parenthesis.
            more = LEVELS.get(self.meant(), -1) >= ADD
            if len(tests) != 1 or not more or (self.on("[") and self._ends_range()):
                return tuple(tests)
            if isinstance(tests[0], TestCompare):
                found = self.compared_range(tests[0].op, tests[0].operand, opening)
            else:
                found = tests[0].expression
        found = self.continued(found, opening.start, ADD)
        return (TestExpr(found, start=opening.start, end=self.before.end),)

    # Small questions

    def comparison(self) -> TestOp | None:
        """The comparison that the current token is, or stands for in other languages."""
        meant = self.meant() if self.token.kind == "sign" else ""
        return cast(TestOp, meant) if meant in COMPARISONS else None

    def _begins(self, token: Token) -> bool:
        """Whether an expression may begin with ``token``."""
        if token.kind == "word":
            return token.text in _BEGIN_WORDS
        if token.kind == "sign":
            return token.text in ("(", "[", "]", "{", "-", "@") or token.text in QUOTES
        return token.kind not in ("end", "bad")

    def _ends_range(self) -> bool:
        """Whether the current ``[`` closes a range (``]a..b[``) and does not open a filter."""
        inside = bool(self.range_depths) and self.range_depths[-1] == len(self.opened)
        return inside and self._closes()

    def _closes(self) -> bool:
        """Whether the current token is a bracket that closes, though ``[`` and ``]`` may open."""
        ahead = self.ahead()
        either = self.on("[", "]") and (ahead.text == "]" or not self._begins(ahead))
        return either or self.on(")")
