"""A model becomes a pack: the pieces that fit, checked by the compiler of packs, and all that does not.

In: a ``Model``. Out: ``Imported``: the files of a pack that compiles, where each name of the model
stands in it, and a finding for every element that is not in it or is there otherwise. Refused:
nothing is dropped in silence; an element whose piece does not compile is taken out and told with the
compiler's reason, and so is whatever requires it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from medrules.compiler.pipeline import check_packs
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError, Severity
from medrules.dmn.importing.blocks import Block, lay_out, value_text
from medrules.dmn.importing.decisions import decision_piece
from medrules.dmn.importing.expressions import Expressions
from medrules.dmn.importing.facts import enum_blocks, fact_piece, report_block
from medrules.dmn.importing.kinds import Kinds
from medrules.dmn.importing.names import Taken, id_of
from medrules.dmn.importing.piece import NotFitting, Piece, Place
from medrules.dmn.model import Decision, Model, Where
from medrules.dmn.names import members_of
from medrules.packs.folder import PackFile, PackFiles, digest
from medrules.packs.read import pack_from_files

_ENUMS = "the enums"


@dataclass(frozen=True, slots=True)
class Imported:
    """The pack of a model.

    ``files``: name to text. ``places``: what the model calls so (a name and the components behind
    it) to where the pack says it. ``findings``: every element that did not come, or came otherwise.
    """

    id: str
    files: Mapping[str, str]
    places: Mapping[tuple[str, ...], Place]
    findings: tuple[Diagnostic, ...]


def import_model(model: Model) -> Imported:
    """The pack that says what the model says, as far as packs can."""
    importing = _Importing(model)
    importing.pieces_of_model()
    files = importing.checked()
    places = {names: place for piece in importing.pieces for names, place in piece.places.items()}
    findings = sorted(importing.findings, key=lambda one: (one.span.line, one.span.column))
    return Imported(importing.id, files, places, tuple(findings))


class _Importing:
    """The pieces so far, and what was found."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.id = id_of(model.name, "model")
        self.kinds = Kinds(model)
        self.pieces: list[Piece] = []
        self.findings: list[Diagnostic] = []
        self.inlined: set[str] = set()

    def pieces_of_model(self) -> None:
        """A piece for every input and decision that fits."""
        paths, ids, members = Taken("_"), Taken("-"), members_of(self.model)
        for data in self.model.inputs:
            try:
                self.pieces.append(fact_piece(data, self.kinds, paths))
            except NotFitting as reason:
                self.leave_out(data.where, str(reason))
        by_id = {one.id: one for one in self.model.knowledge}
        names = {one.id: one.variable.name for one in self.model.inputs}
        names |= {one.id: one.variable.name for one in self.model.decisions}
        for decision in _ordered(self.model):
            here = {piece.name: piece for piece in self.pieces}
            required = [names[id] for id in (*decision.inputs, *decision.decisions)]
            places = {
                key: place
                for name in required
                if name in here
                for key, place in here[name].places.items()
            }
            functions = {
                by_id[id].variable.name: by_id[id] for id in decision.knowledge if id in by_id
            }
            expressions = Expressions(places, functions, by_id, members | set(names.values()))
            try:
                missing = [name for name in required if name not in here]
                if missing:
                    raise NotFitting(f'requires "{missing[0]}", which is not imported')
                piece = decision_piece(decision, self.kinds, expressions, paths, ids)
            except NotFitting as reason:
                inside = f": the {reason.where} {reason}" if reason.where else f": it {reason}"
                self.leave_out(decision.where, inside, joined=True)
                continue
            self.pieces.append(piece)
            self.inlined |= set(decision.knowledge)
        self.other_elements()

    def other_elements(self) -> None:
        """Functions that no decision took with it, and services, have no place in a pack."""
        waiting = [one for one in self.model.knowledge if one.id in self.inlined]
        while waiting:
            for id in waiting.pop().knowledge:
                if id not in self.inlined:
                    self.inlined.add(id)
                    waiting += [one for one in self.model.knowledge if one.id == id]
        for model in self.model.knowledge:
            if model.id not in self.inlined:
                self.leave_out(model.where, "is a function that no imported decision calls")
        for service in self.model.services:
            self.leave_out(service.where, "is a decision service, which packs do not have")

    def leave_out(self, where: Where, reason: str, joined: bool = False, help: str = "") -> None:
        """MR0930: the element is not in the pack."""
        text = (
            f"The {where} is not imported{reason}"
            if joined
            else (f"The {where} is not imported: it {reason}")
        )
        self.findings.append(report("MR0930", text, where.span, help=help))

    def checked(self) -> dict[str, str]:
        """The files, once the compiler has nothing more to say against them."""
        while True:
            files, owners = self.laid_out()
            problems = _compiled(self.id, files)
            blamed: dict[str, Diagnostic] = {}
            for problem in problems:
                name = problem.span.file.rpartition("/")[2]
                owner = owners.get((name, problem.span.line), "")
                blamed.setdefault(owner, problem)
            if not blamed:
                self.tell_differences()
                return files
            self.drop(blamed)

    def drop(self, blamed: dict[str, Diagnostic]) -> None:
        """Take out the pieces that do not compile, and those that need them."""
        gone = {piece.name for piece in self.pieces if piece.name in blamed}
        if not gone:
            raise MedrulesError(blamed.values())
        for piece in self.pieces:
            if piece.name in gone:
                found = blamed[piece.name]
                self.leave_out(piece.where, f": {found.message}", joined=True, help=found.help)
        kept = [piece for piece in self.pieces if piece.name not in gone]
        while True:
            broken = [piece for piece in kept if piece.needs & gone]
            if not broken:
                break
            for piece in broken:
                missing = sorted(piece.needs & gone)[0]
                self.leave_out(piece.where, f'requires "{missing}", which is not imported')
            gone |= {piece.name for piece in broken}
            kept = [piece for piece in kept if piece.name not in gone]
        self.pieces = kept

    def tell_differences(self) -> None:
        """MR0931: what the pack says otherwise than the model."""
        for piece in self.pieces:
            for sentence in piece.differs:
                self.findings.append(report("MR0931", sentence, piece.where.span))

    def laid_out(self) -> tuple[dict[str, str], dict[tuple[str, int], str]]:
        """The texts of all files, and for each line the piece that it belongs to."""
        shown = [
            place.path
            for piece in self.pieces
            if piece.file == "decisions.toml"
            for place in piece.places.values()
        ]
        groups: dict[str, list[tuple[str, Iterable[Block]]]] = {
            "facts.toml": [(_ENUMS, enum_blocks(self.kinds, self.pieces))],
            "decisions.toml": [],
        }
        for piece in self.pieces:
            groups[piece.file].append((piece.name, piece.blocks))
        if shown:
            groups["decisions.toml"].append(("", [report_block(self.model.name, shown)]))
        files = {"pack.toml": self.head()}
        owners: dict[tuple[str, int], str] = {}
        for name, members in groups.items():
            text, lines = lay_out(members)
            if text:
                files[name] = text
                owners |= {(name, line): owner for line, owner in lines.items()}
        return files, owners

    def head(self) -> str:
        """``pack.toml``."""
        description = " ".join(self.model.description.split()) or (
            f"Imported from the decision model {self.model.name}."
        )
        pairs = {
            "id": self.id,
            "version": "1.0.0",
            "title": self.model.name[:200] or self.id,
            "description": description,
            "language": 1,
        }
        lines = [f"{key} = {value_text(value)}" for key, value in pairs.items()]  # type: ignore[arg-type]
        return "\n".join(["[pack]", *lines]) + "\n"


def _ordered(model: Model) -> Iterator[Decision]:
    """Decisions so that each comes after those that it requires; the reader saw to it that none
    requires itself.
    """
    by_id = {decision.id: decision for decision in model.decisions}
    done: set[str] = set()
    for first in model.decisions:
        waiting = [first]
        while waiting:
            current = waiting[-1]
            needed = [by_id[id] for id in current.decisions if id not in done]
            if current.id in done or not needed:
                waiting.pop()
                if current.id not in done:
                    done.add(current.id)
                    yield current
            else:
                waiting += needed


def _compiled(id: str, files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What the compiler has against a pack of these files alone; its warnings do not count."""
    listed = [PackFile(name, text.encode()) for name, text in sorted(files.items())]
    try:
        pack = pack_from_files(PackFiles(id, id, tuple(listed), digest(listed)))
    except MedrulesError as error:
        return error.diagnostics
    found = check_packs([pack]).diagnostics
    return tuple(one for one in found if one.severity is Severity.ERROR)
