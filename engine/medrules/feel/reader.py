"""What must stand where, and what to say when it does not.

In: a FEEL text and the names in scope. Out: ``Reader``, a cursor on which the grammar is written: words
and brackets that must follow, items between commas, and the words for what is wrong. Refused, as
problems: all that is not where it must be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from medrules.diagnostics.suggest import nearest
from medrules.feel.cursor import Cursor, Stop
from medrules.feel.lexer import lex
from medrules.feel.mistakes import ADVICE, misspelt
from medrules.feel.names import BUILT_INS, spelling
from medrules.feel.problems import clip
from medrules.feel.tokens import BRACKETS, CLOSERS, OPENERS, QUOTES, Token

ItemT = TypeVar("ItemT")


class Reader(Cursor):
    """A cursor that knows what it wants."""

    def accept(self, meant: str) -> Token:
        """Go past the current token, noting it when it is not written as FEEL writes ``meant``."""
        token = self.token
        if token.text != meant:
            if token.kind == "name":
                self.note(
                    "MR0213",
                    f"`{clip(token.text)}` is no word of FEEL.",
                    token,
                    f"Write `{meant}`.",
                )
            else:
                write = "`not(…)`" if meant == "not" else f"`{meant}`"
                message = f"`{token.text}` is not an operator of FEEL."
                self.note("MR0207", message, token, f"Write {write}.")
        return self.advance()

    def word(self, word: str, owner: Token) -> None:
        """Go past ``word``, which ``owner`` (such as ``if``) needs here."""
        token = self.token
        if token.kind == "word" and token.text == word:
            self.advance()
        elif token.kind == "name" and misspelt(token.text, (word,)):
            self.accept(word)
        elif token.kind in ("name", "number", "text", "bad") and self.before is not owner:
            raise self.unexpected()
        else:
            code, advice = "MR0211", f"Write `{word}` here."
            if word == "else":
                code = "MR0212"
                advice = (
                    "Every `if` says what holds otherwise; write `else null` when nothing does."
                )
            raise self.stop(
                code,
                f"`{owner.text}` has no `{word}`.",
                token,
                advice,
                ((owner.start, owner.end, f"this `{owner.text}`"),),
            )

    def missing(self) -> Stop:
        """What to raise when a value should stand here and does not."""
        token, before = self.token, self.before
        if token.kind == "bad":
            return Stop()
        if token.kind != "end":
            message = f"A value is missing before `{clip(token.text)}`."
            advice = ADVICE.get(token.text, "") if token.kind == "word" else ""
            return self.stop("MR0208", message, token, advice)
        if self.at == 0:
            return self.stop("MR0220", "The expression is empty.", token, "Write a condition.")
        if self.opened and before is self.opened[-1]:
            self.close(BRACKETS.get(before.text, "["))
        shown = clip(before.text)
        advice = f"Write what belongs after `{shown}`, or remove it."
        return self.stop("MR0208", f"Nothing follows `{shown}`.", before, advice)

    def unexpected(self) -> Stop:
        """What to raise when a complete expression is followed by what cannot follow it."""
        token, before = self.token, self.before
        if token.kind == "bad":
            return Stop()
        if before.kind == "name" and before.text == "not":
            return self.stop("MR0207", "`not` is a function.", before, ADVICE["not"])
        if token.kind == "sign" and token.text in CLOSERS:
            message = f"This `{token.text}` closes nothing."
            return self.stop("MR0210", message, token, "Remove it, or write what opens it.")
        advice = "" if token.kind == "text" else ADVICE.get(token.text.casefold(), "")
        if token.kind not in ("name", "number", "text"):
            return self.stop("MR0209", f"`{clip(token.text)}` cannot stand here.", token, advice)
        message = f"`{clip(token.text)}` follows `{clip(before.text)}` with no operator between."
        if token.kind == before.kind == "name" and not advice:
            near = self._near()
            advice = "A name of several words must be declared before it can be used."
            advice = f"Did you mean `{near}`?" if near else advice
        return self.stop("MR0209", message, token, advice)

    def _near(self) -> str:
        """The known name that the names around this place nearly write, or the empty text."""
        first = last = self.at
        while first > 0 and self.tokens[first - 1].kind == "name" and self.at - first < 6:
            first -= 1
        while self.tokens[last].kind == "name" and last - self.at < 6:
            last += 1
        known = [*self.variables.names(), *BUILT_INS]
        for begin in range(first, self.at):
            for end in range(last, self.at, -1):
                for name in nearest(spelling(self.tokens[begin:end]), known, 1):
                    return name
        return ""

    # Brackets

    def open(self) -> Token:
        """Go past an opening bracket, which must be closed."""
        self.opened.append(self.token)
        return self.advance()

    def close(self, *closers: str) -> Token:
        """Go past the bracket that closes the last one opened."""
        if self.on(*closers):
            self.opened.pop()
            return self.advance()
        opening, token = self.opened[-1], self.token
        label = ((opening.start, opening.end, "opened here"),)
        wanted = " or ".join(f"`{closer}`" for closer in closers)
        if token.kind == "end":
            message = f"The `{opening.text}` is never closed."
        elif token.kind == "sign" and token.text in CLOSERS:
            message = f"The `{opening.text}` is closed by `{token.text}`."
        elif token.kind == "word":
            message = f"The `{opening.text}` is not closed before `{token.text}`."
        else:
            raise self.unexpected()
        raise self.stop("MR0210", message, token, f"Write {wanted} where it ends.", label)

    def items(self, parse: Callable[[], ItemT], found: list[ItemT]) -> None:
        """Parse items up to what is no comma; a bad one is noted and left out."""
        self.deeper()
        while True:
            depth, opened = self.depth, len(self.opened)
            try:
                found.append(parse())
            except Stop:
                self.recover(depth, opened)
            if not self.take(","):
                self.depth -= 1
                return

    def recover(self, depth: int, opened: int) -> None:
        """Skip to the comma or closing bracket that ends the item which began at that depth."""
        level = len(self.opened) - opened
        del self.opened[opened:]
        while self.range_depths and self.range_depths[-1] > opened:
            self.range_depths.pop()
        self.depth = depth
        while self.token.kind != "end":
            if self.token.kind == "sign":
                if level == 0 and (self.token.text == "," or self.token.text in CLOSERS):
                    return
                level += (self.token.text in OPENERS) - (self.token.text in CLOSERS)
            self.advance()

    # Quotes

    def quoted(self) -> None:
        """Go past a text between quotes that FEEL does not use."""
        quote = self.token
        ends = [self.text.find(mark, quote.end) for mark in QUOTES[quote.text]]
        end = min((at + 1 for at in ends if at >= 0), default=quote.end)
        self.note(
            "MR0206",
            f"A text does not stand between {quote.text} and {self.text[end - 1]}.",
            quote._replace(end=end),
            'Write it between double quotes: `"…"`.',
        )
        if end == quote.end:
            raise Stop
        # What the lexer made of the text in these quotes means nothing; and when it saw a text or a
        # comment begin there, the tokens behind the quotes mean nothing either.
        self.problems = [
            problem
            for problem in self.problems
            if problem.code == "MR0206" or not quote.start <= problem.start < end
        ]
        while self.token.end <= end and not self.done():
            self.advance()
        if self.token.start < end or any(c in self.text[quote.start : end] for c in '"/'):
            rest = lex(self.text, end)
            self.problems = [problem for problem in self.problems if problem.start < end]
            self.problems += rest.problems
            self.tokens[self.at :] = rest.tokens
            self.token = self.tokens[self.at]
