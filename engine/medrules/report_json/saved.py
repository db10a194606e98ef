"""An evaluation that was saved as JSON, and what is different about it now.

In: JSON text that ``medrules evaluate`` (or ``explain``) wrote. Out: ``SavedEvaluation``, whose facts
can be read again as a profile; ``differences`` from a fresh evaluation. Refused, as MedrulesError: a
text that is not JSON, or that is no evaluation of this format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from medrules.exact_json import Json
from medrules.ir.evaluation import Profile
from medrules.ir.program import Program
from medrules.record import Record

if TYPE_CHECKING:
    from medrules.source.document import Document
    from medrules.source.text import SourceFile

Kind: TypeAlias = Literal["pack", "fact", "conclusion"]


class SavedEvaluation(Record):
    """What the text holds. ``packs`` by id; ``conclusions`` by concrete path (``programs[0].rank``).

    Those of an explanation are the ones that it explains.
    """

    packs: dict[str, tuple[str, str]]
    conclusions: dict[str, dict[str, Json]]
    document: Document

    def profile(self, program: Program) -> Profile:
        """The saved facts, for that program. Raises MedrulesError where they no longer fit."""
        from medrules.diagnostics.model import MedrulesError
        from medrules.profile.read import read_facts

        profile, problems = read_facts(self.document, ("facts",), program)
        if problems:
            raise MedrulesError(problems)
        return profile


class Difference(Record):
    """Something that is not as it was saved; ``then`` and ``now`` are None where it is absent."""

    kind: Kind
    path: str
    then: Json
    now: Json


def evaluation_from_json(source: SourceFile) -> SavedEvaluation:
    """The saved evaluation or explanation. Raises MedrulesError with what is wrong with the text."""
    from medrules.source.json_text import parse_json

    document = parse_json(source)
    data = cast("dict[str, Json]", document.data)
    fault = _fault(data)
    if fault is not None:
        from medrules.diagnostics.codes import report
        from medrules.diagnostics.model import MedrulesError

        message, path = fault
        help = 'save one with "medrules evaluate PROFILE --format json -o FILE"'
        raise MedrulesError([report("MR0650", message, document.value_span(path), help=help)])
    packs = cast("list[dict[str, str]]", data["packs"])
    return SavedEvaluation(
        {one["id"]: (one["version"], one["digest"]) for one in packs}, _by_path(data), document
    )


def is_saved(source: SourceFile) -> bool:
    """Whether a text looks like a saved evaluation rather than a profile; it may still be faulty."""
    return source.text.lstrip()[:1] == "{" and '"medrules"' in source.text[:200]


def _fault(data: dict[str, Json]) -> tuple[str, tuple[str | int, ...]] | None:
    """What keeps the data from being an evaluation of this format, and where."""
    if "medrules" not in data:
        return "this is no saved evaluation: it does not say which version of the format it has", ()
    if data["medrules"] != 1 or isinstance(data["medrules"], bool):
        return "this is a saved evaluation of a version that is not understood here", ("medrules",)
    body = "proofs" if "proofs" in data else "conclusions"
    for key, kind in (("packs", list), ("facts", dict), (body, list if "proofs" in data else dict)):
        if not isinstance(data.get(key), kind):
            return f'this saved evaluation has no "{key}" as it should be', (key,)
    for index, one in enumerate(cast("list[Json]", data["packs"])):
        keys = ("id", "version", "digest")
        if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in keys):
            return "a pack here lacks its id, version or digest", ("packs", index)
    if body == "proofs":
        for index, one in enumerate(cast("list[Json]", data["proofs"])):
            tree = one.get("tree") if isinstance(one, dict) else None
            if not isinstance(tree, dict) or not isinstance(tree.get("path"), str):
                return "a proof here has no tree with a path", ("proofs", index)
    return None


def _by_path(data: dict[str, Json]) -> dict[str, dict[str, Json]]:
    if isinstance(proofs := data.get("proofs"), list):
        trees = [one["tree"] for one in proofs if isinstance(one, dict)]
        return {str(tree["path"]): tree for tree in trees if isinstance(tree, dict)}
    return dict(_flat(cast("dict[str, Json]", data["conclusions"])))


def _flat(conclusions: dict[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    """Every conclusion by concrete path, those of records too."""
    for path, found in conclusions.items():
        if isinstance(found, dict):
            yield path, found
        for one in found if isinstance(found, list) else ():
            if isinstance(one, dict):
                for name, value in one.items():
                    if isinstance(value, dict):
                        yield f"{one.get('$record', path)}.{name}", value


_COMPARED = ("value", "status", "possible", "missing")


def differences(saved: SavedEvaluation, now: dict[str, Json]) -> tuple[Difference, ...]:
    """What differs between a saved evaluation and a fresh one (``evaluation_json``) of its facts.

    Packs are compared by version and digest; conclusions that were saved by value, status and what
    is open about them. None: the same packs give the same answer.
    """
    found: list[Difference] = []
    packs = {
        str(one["id"]): (str(one["version"]), str(one["digest"]))
        for one in cast("list[dict[str, Json]]", now["packs"])
    }
    for name in [*saved.packs, *(name for name in packs if name not in saved.packs)]:
        then, today = saved.packs.get(name), packs.get(name)
        if then != today:
            found.append(Difference("pack", name, _stamp(then), _stamp(today)))
    conclusions = dict(_flat(cast("dict[str, Json]", now["conclusions"])))
    for path, before in saved.conclusions.items():
        after = conclusions.get(path)
        then_part = {key: before[key] for key in _COMPARED if key in before}
        now_part = {key: after[key] for key in _COMPARED if key in after} if after else None
        if then_part != now_part:
            found.append(Difference("conclusion", path, then_part, now_part))
    return tuple(found)


def _stamp(pack: tuple[str, str] | None) -> Json:
    return None if pack is None else f"{pack[0]} ({pack[1][:12]})"
