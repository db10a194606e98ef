"""The conclusions of a run, made when somebody asks for them.

In: a program, a finished run, and how to settle what is open. Out: ``Conclusions``, a mapping from
concrete path (``programs[0].score``) to ``Conclusion``. Nothing is refused; a path that is no
conclusion is a KeyError, as in any mapping.

Most callers look at a few conclusions of many. What is known is wrapped on first use; what is open
is settled, all of it together, when the first open one is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from medrules.ir.evaluation import Conclusion, Run, Settlement, Slot
from medrules.ir.program import Program
from medrules.ir.values import UNKNOWN


class Conclusions(Mapping[str, Conclusion]):
    """Every conclusion by concrete path; ``only`` narrows it to some declared paths."""

    def __init__(
        self,
        program: Program,
        run: Run,
        only: Sequence[str] | None,
        settle: Callable[[list[str]], Mapping[str, Settlement]],
    ) -> None:
        self._program = program
        self._run = run
        self._only = only
        self._settle = settle
        self._slots: dict[str, Slot] = {}
        self._made: dict[str, Conclusion] = {}
        self._support: dict[str, list[str]] = {}
        self._open: Mapping[str, Settlement] | None = None

    def __getitem__(self, path: str) -> Conclusion:
        found = self._made.get(path)
        if found is None:
            slot = self._index()[path]
            rules = tuple(dict.fromkeys(self._support.get(path, ())))
            if slot is UNKNOWN:
                settlement = self._settled()[path]
            else:
                settlement = Settlement("settled", slot, (), (), True)
            found = self._made[path] = Conclusion(path, settlement, rules)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._index())

    def __len__(self) -> int:
        return len(self._index())

    def __contains__(self, path: object) -> bool:
        return path in self._index()

    def _settled(self) -> Mapping[str, Settlement]:
        if self._open is None:
            asked = [path for path, slot in self._index().items() if slot is UNKNOWN]
            self._open = self._settle(asked)
        return self._open

    def _index(self) -> dict[str, Slot]:
        """The value of every conclusion, in the order of declaration, record by record."""
        if not self._slots:
            run, slots = self._run, self._slots
            for item in self._program.derived:
                if self._only is not None and item.path not in self._only:
                    continue
                head, inside, name = item.path.partition("[].")
                if inside:
                    for index, record in enumerate(run.records.get(head, ())):
                        slots[f"{head}[{index}].{name}"] = record[name]
                else:
                    slots[item.path] = run.values[item.path]
            self._support = _support(self._program, run)
        return self._slots


def _support(program: Program, run: Run) -> dict[str, list[str]]:
    """The ids of the rules that fired, by the concrete path of their conclusion."""
    support: dict[str, list[str]] = {}
    for firing in run.firings:
        if firing.verdict == "fired":
            rule = program.rules[firing.rule]
            path = rule.conclusion
            if firing.record is not None:
                path = path.replace("[]", f"[{firing.record}]", 1)
            support.setdefault(path, []).append(rule.id)
    return support
