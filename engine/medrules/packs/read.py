"""From a pack folder to a ``PackDef``.

In: a folder. Out: the pack as written, every definition with its place. Refused, all at once, as
diagnostics: files that cannot be read, that are not TOML, or that the pack schema does not accept, and
packs of more values than can be dealt with in a moment.
"""

from __future__ import annotations

from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.packs.bounds import Size
from medrules.packs.definitions import (
    acceptance,
    conclusion,
    decision_aid,
    enum,
    fact,
    flow,
    formula,
    option,
    override,
    parameter,
    record_list,
    requirement,
    retirement,
    rule,
    section,
    source,
    table,
)
from medrules.packs.folder import MAX_FILE_BYTES, PackFile, PackFiles, read_folder
from medrules.packs.model import PackDef, Place
from medrules.packs.table import Table
from medrules.packs.validate import validate
from medrules.source.span import Span
from medrules.source.text import SourceFile, decoded
from medrules.source.toml import TomlDocument, parse_toml

READING_GRADE = 12
"""The school grade above which a text counts as hard to read, where a pack says nothing else."""


def read_pack(root: str, shown: str = "") -> PackDef:
    """The pack in that folder. Raises MedrulesError with every diagnostic of its files."""
    return pack_from_files(read_folder(root, shown or root))


def pack_from_files(folder: PackFiles) -> PackDef:
    """The pack made of those files, as ``read_pack``; files of cases are checked and left aside."""
    documents, problems = parse_files(folder)
    if problems:
        raise MedrulesError(problems)
    contents = [document for name, document in documents if not name.startswith("cases/")]
    head = next(document for name, document in documents if name == "pack.toml")
    return _assemble(folder, head, contents)


def parse_files(
    folder: PackFiles,
) -> tuple[list[tuple[str, TomlDocument]], list[Diagnostic]]:
    """Every file parsed and checked against its schema, with whatever is wrong."""
    documents: list[tuple[str, TomlDocument]] = []
    problems: list[Diagnostic] = []
    size = Size()
    for item in folder.files:
        try:
            document = parse_toml(_source(folder, item))
        except MedrulesError as error:
            problems += error.diagnostics
            continue
        too_large = size.add(document, cases=item.name.startswith("cases/"))
        if too_large is not None:
            return documents, [*problems, too_large]
        documents.append((item.name, document))
        problems += validate(document, _schema(item.name))
        if item.name not in ("pack.toml",) and "pack" in document.data:
            problems.append(
                report(
                    "MR0433",
                    "only pack.toml may hold the [pack] table",
                    document.key_span(("pack",)),
                    help="move it there, or name this file pack.toml in a folder of its own",
                )
            )
    return documents, problems


def _schema(name: str) -> str:
    if name.startswith("cases/"):
        return "cases"
    return "pack" if name == "pack.toml" else "content"


def _source(folder: PackFiles, item: PackFile) -> SourceFile:
    return decoded(item.data, f"{folder.shown}/{item.name}", MAX_FILE_BYTES)


def _assemble(folder: PackFiles, head: TomlDocument, contents: list[TomlDocument]) -> PackDef:
    def tables(key: str) -> list[Table]:
        return [
            item
            for document in contents
            for item in Table(document.data, Place(document, ())).tables(key)
        ]

    pack = Table(head.data["pack"], Place(head, ("pack",)))
    facts = tables("facts")
    return PackDef(
        id=pack.text("id"),
        version=pack.text("version"),
        title=pack.text("title"),
        description=pack.text("description"),
        updated=pack.text("updated"),
        update_policy=pack.text("update_policy"),
        funding=pack.text("funding"),
        license=pack.text("license"),
        authors=pack.texts("authors"),
        requires=tuple(requirement(item) for item in pack.tables("requires")),
        reading_grade=pack.whole("reading_grade", READING_GRADE),
        decision_aid=decision_aid(Table(pack.raw("decision_aid"), pack.at.down("decision_aid")))
        if "decision_aid" in pack.data
        else None,
        accept=tuple(acceptance(item) for item in pack.tables("accept")),
        root=folder.root,
        digest=folder.digest,
        enums=tuple(enum(item) for item in tables("enums")),
        facts=tuple(fact(item) for item in facts if item.text("type") != "records"),
        lists=tuple(record_list(item) for item in facts if item.text("type") == "records"),
        options=tuple(option(item) for item in tables("options")),
        parameters=tuple(parameter(item) for item in tables("parameters")),
        conclusions=tuple(conclusion(item) for item in tables("conclusions")),
        rules=tuple(rule(item) for item in tables("rules")),
        tables=tuple(table(item) for item in tables("tables")),
        flows=tuple(flow(item) for item in tables("flows")),
        formulas=tuple(formula(item) for item in tables("formulas")),
        sources=tuple(source(item) for item in tables("sources")),
        overrides=tuple(override(item) for item in tables("overrides")),
        retire=tuple(retirement(item) for item in tables("retire")),
        report=tuple(section(item) for item in tables("report")),
        at=pack.at,
    )


def place_of_pack(pack: PackDef) -> Span:
    """The span of the pack's id, for diagnostics about the pack as a whole."""
    return pack.at.value("id")
