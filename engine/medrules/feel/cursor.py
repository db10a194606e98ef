"""Where the parser stands in the tokens, what it has found wrong, and which names it knows.

In: a FEEL text and the names in scope. Out: ``Cursor``: tokens one by one, names of several tokens,
and problems. A problem that leaves nothing to go on with is raised as ``Stop``, which ends at the
next comma of the bracket; ``Enough`` ends it all. Refused: nothing itself.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from medrules.feel.lexer import lex
from medrules.feel.mistakes import INFIX, misspelt
from medrules.feel.names import BUILT_INS, MEMBERS, NameIndex, spelling
from medrules.feel.problems import Problem
from medrules.feel.tokens import FOREIGN, NAME_SIGNS, Token

MAX_DEPTH = 150
"""How high a tree may be: brackets in brackets (which count twice) and operators in a chain.

Every walk over a tree recurses a few calls a level; Python allows a thousand in all.
"""

MAX_PROBLEMS = 20
"""A text with more wrong than this is not FEEL, and more findings would not help."""


class Stop(Exception):
    """What is wrong is noted, and this part of the text cannot be read any further."""


class Enough(Exception):
    """What is wrong is noted, and there is no use in reading on."""


@cache
def _built_ins() -> NameIndex:
    return NameIndex(BUILT_INS)


class Cursor:
    """A place in the tokens of one text."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text = text
        self.given = names
        self.restart()

    def restart(self) -> None:
        """Go back to the first token and forget all that was found."""
        self.tokens, self.problems = lex(self.text)
        self.at = 0
        self.token = self.tokens[0]
        self.depth = 0
        self.filters = 0
        self.opened: list[Token] = []
        self.range_depths: list[int] = []
        self.variables = NameIndex(self.given)
        self.members = NameIndex(MEMBERS)
        self.bound: set[str] = set()
        self._noted_at = -1

    # Tokens

    def advance(self) -> Token:
        """The current token; the next one becomes current (the last stays)."""
        token = self.token
        if token.kind != "end":
            self.at += 1
            self.token = self.tokens[self.at]
        return token

    def seek(self, at: int) -> None:
        """Make the token at index ``at`` current."""
        self.at = at
        self.token = self.tokens[at]

    def done(self) -> bool:
        """Whether the text is at its end."""
        return self.token.kind == "end"

    @property
    def before(self) -> Token:
        """The token before the current one (itself for the first)."""
        return self.tokens[max(self.at - 1, 0)]

    def ahead(self) -> Token:
        """The token after the current one."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def on(self, *signs: str) -> bool:
        """Whether the current token is one of ``signs``."""
        return self.token.kind == "sign" and self.token.text in signs

    def take(self, sign: str) -> bool:
        """Go past the current token when it is ``sign``."""
        if self.token.kind == "sign" and self.token.text == sign:
            self.advance()
            return True
        return False

    def meant(self) -> str:
        """The sign or word that the current token is, or stands for in other languages."""
        token = self.token
        match token.kind:
            case "sign":
                return FOREIGN.get(token.text, token.text)
            case "word":
                return token.text
            case "name":
                return misspelt(token.text, INFIX) or ""
            case _:
                return ""

    # Problems

    def note(
        self,
        code: str,
        message: str,
        token: Token,
        advice: str = "",
        labels: tuple[tuple[int, int, str], ...] = (),
    ) -> None:
        """Remember a problem at ``token``; only the first one at a place is kept."""
        if self.at > self._noted_at:
            self._noted_at = self.at
            self.problems.append(Problem(code, message, token.start, token.end, advice, labels))
            if len(self.problems) >= MAX_PROBLEMS:
                raise Enough

    def stop(
        self,
        code: str,
        message: str,
        token: Token,
        advice: str = "",
        labels: tuple[tuple[int, int, str], ...] = (),
    ) -> Stop:
        """What to raise for a problem that leaves nothing to go on with."""
        self.note(code, message, token, advice, labels)
        return Stop()

    def deeper(self) -> None:
        """Count one more level; the caller counts it off again when it is done."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep(self.token.start, self.token.end)

    def too_deep(self, start: int, end: int) -> Enough:
        """What to raise for a text whose tree would be too high to walk."""
        self.problems.append(
            Problem(
                "MR0218",
                "This expression nests too deep or chains too many operators.",
                start,
                end,
                "Split it: name parts of it as facts of their own, or use `in (…)` or a list.",
            )
        )
        return Enough()

    # Names

    def bind(self, name: str) -> None:
        """Make a variable, a parameter or a key known."""
        self.variables.add(name)
        self.bound.add(name)

    def known_name(self) -> tuple[int, str]:
        """How many tokens the longest known name here takes, and that name; 0 for none."""
        best = self.variables.match(self.tokens, self.at)
        if self.filters:
            best = max(best, self.members.match(self.tokens, self.at), key=lambda found: found[0])
        size, name = _built_ins().match(self.tokens, self.at)
        # `date and time` may also be two conditions; only a call tells that it is one name.
        if size > best[0] and (" and " not in name or self.tokens[self.at + size].text == "("):
            best = size, name
        return best

    def member_name(self) -> str:
        """Go past the name after a dot."""
        size, name = max(
            self.members.match(self.tokens, self.at),
            self.variables.match(self.tokens, self.at),
            key=lambda found: found[0],
        )
        if size:
            self.seek(self.at + size)
            return name
        if self.token.kind not in ("name", "word"):
            raise self.stop(
                "MR0223", "A name is missing after `.`.", self.token, "Write the name of a part."
            )
        return self.advance().text

    def declared_name(self, what: str, *stops: str) -> str:
        """Go past a new name, which ends before one of ``stops`` or before what no name holds."""
        first = self.at
        while self.token.text not in stops and (
            self.token.kind in ("name", "word", "number")
            or (self.token.text in NAME_SIGNS and self.at > first)
        ):
            self.advance()
        if self.at == first or self.tokens[first].kind == "number":
            self.seek(first)
            raise self.stop(
                "MR0223", f"The name of {what} is missing here.", self.token, "Write a name."
            )
        return spelling(self.tokens[first : self.at])
