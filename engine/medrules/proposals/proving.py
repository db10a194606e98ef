"""Facts that reach a goal, found by exact analysis; or the proof that there are none.

In: the goals of a pack, and one of them. Out: facts, or whether any profile can reach it. Refused:
nothing; where the analysis would take too long, nothing is said.

Facts are looked for with one record in each list and parameters as the packs set them; that none reach
it is said only where it holds for any records and any parameters.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from medrules.cases.goals import Goal, Goals
from medrules.interpreter.frame import frame_of
from medrules.ir.evaluation import Plain, Run
from medrules.lint.questions import Questions, View
from medrules.proposals.wishes import Wish, wish_for

Possible: TypeAlias = Literal["yes", "no", "maybe"]


class Prover:
    """The analysis of one goal."""

    def __init__(self, goals: Goals, goal: Goal) -> None:
        self.goals = goals
        self.goal = goal
        self.wish: Wish | None = wish_for(goals, goal)
        self.questions = None if self.wish is None else Questions(self.wish.program)

    def facts(self) -> dict[str, Plain] | None:
        """Facts by concrete path that reach the goal; None where none were found."""
        if self.wish is None or self.questions is None:
            return None
        sight = self.questions.sight(View.LISTED)
        for instance in sight.instances(self.wish.place) or ():
            found = self.questions.example(sight, sight.ask(instance.fires), self._shows)
            if found is not None:
                return found.facts
        return None

    def _shows(self, run: Run) -> bool:
        if self.wish is None or run.conflicts:
            return False
        return self.goals.holds(self.goal, frame_of(self.wish.program, run))

    def possible(self) -> Possible:
        """Whether any profile can reach it."""
        if self.wish is None or self.questions is None:
            return "maybe"
        answer = self._asked(View.OPEN)
        if answer == "no" and self.questions.reads_whole_lists(self.wish.place):
            return "no" if self._asked(View.UNLISTED) == "no" else "maybe"
        return answer

    def _asked(self, view: View) -> Possible:
        if self.wish is None or self.questions is None:
            return "maybe"
        sight = self.questions.sight(view)
        instances = sight.instances(self.wish.place)
        if instances is None:
            return "maybe"
        verdicts = {sight.ask(one.fires).verdict for one in instances}
        return "yes" if "yes" in verdicts else "maybe" if "maybe" in verdicts else "no"
