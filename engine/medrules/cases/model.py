"""Cases as written, and what became of them.

In: nothing. Out: ``Case``, its expectations, ``Suite``, ``Outcome``. A path is concrete
(``programs[0].rank``); rule ids are full (``pack/rule``). A case with rows is several cases here, named
``case: row``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from medrules.diagnostics.model import Diagnostic
from medrules.ir.evaluation import Evaluation, Interval, Plain, Profile, Status
from medrules.packs.model import Place
from medrules.source.span import Span

State: TypeAlias = Literal["passed", "failed", "todo", "todo-passed"]
"""``todo``: it does not hold and is not meant to yet. ``todo-passed``: it holds although it is todo."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold of one conclusion; a part that is None may be anything."""

    path: str
    value: Plain
    checks_value: bool
    status: Status | None
    possible: tuple[Plain, ...] | Interval | None
    missing: tuple[str, ...] | None
    at: Place


@dataclass(frozen=True, slots=True)
class RuleExpectation:
    """A rule that must fire, or must not."""

    rule: str
    fired: bool
    at: Place


@dataclass(frozen=True, slots=True)
class TextExpectation:
    """What a rule must say. ``every``: exactly these texts in this order; else this one among them."""

    rule: str
    texts: tuple[str, ...]
    every: bool
    at: Place


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether the people responsible agree with a case (None: nobody was asked), who, and when."""

    agreed: bool | None = None
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One case, checked against the program: every path and rule in it exists."""

    name: str
    story: str
    profile: Profile
    expectations: tuple[Expectation, ...]
    rules: tuple[RuleExpectation, ...]
    at: Place
    texts: tuple[TextExpectation, ...] = ()
    todo: str = ""
    agreement: Agreement = Agreement()

    @property
    def place(self) -> Span:
        """Where it stands."""
        return self.at.value("name")

    @property
    def written(self) -> Place:
        """The ``[[cases]]`` table that it is written in; several rows share one."""
        return Place(self.at.document, self.at.path[:2])

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.at.document.source.name


@dataclass(frozen=True, slots=True)
class Suite:
    """All cases of a pack, and whether the pack demands that every one is agreed to."""

    pack: str
    cases: tuple[Case, ...]
    require_agreed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that ran: what it gave, and where that is not what was expected.

    ``about``: the concrete paths and rule ids that are not as expected. ``seconds``: how long it took.
    """

    case: Case
    evaluation: Evaluation | None
    failures: tuple[Diagnostic, ...]
    about: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures

    @property
    def state(self) -> State:
        """What is reported of it; only ``failed`` makes the tests of a pack fail."""
        if self.case.todo:
            return "todo-passed" if self.passed else "todo"
        return "passed" if self.passed else "failed"
