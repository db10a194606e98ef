"""The language server itself: messages of the protocol to questions, and answers back.

In: open, changed, saved and closed files; questions at a position. Out: diagnostics for every file of
the pack, hover, completion, definitions. Positions are counted as the editor asks, in UTF-16 unless it
wants otherwise. Refused: nothing; what fails is written to stderr and answered with nothing.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from medrules.diagnostics.model import Diagnostic, Severity
from medrules.diagnostics.sanitise import visible
from medrules.source.span import Span
from medrules.version import __version__
from medrules_cli.lsp.answers import Names
from medrules_cli.lsp.desk import Checked, check, pack_of

PAUSE = 0.25
"""Seconds without a change after which a pack is checked."""

T = TypeVar("T")
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
_KINDS = {
    "fact": lsp.CompletionItemKind.Field,
    "parameter": lsp.CompletionItemKind.Constant,
    "derived": lsp.CompletionItemKind.Variable,
    "member": lsp.CompletionItemKind.EnumMember,
    "enum": lsp.CompletionItemKind.Enum,
    "rule": lsp.CompletionItemKind.Function,
    "source": lsp.CompletionItemKind.Reference,
}


class Session:
    """What one editor has open, and what is known of its packs."""

    def __init__(self, server: LanguageServer, packs: Sequence[str]) -> None:
        self.server = server
        self.packs = tuple(packs)
        self.buffers: dict[str, str] = {}
        self.uris: dict[str, str] = {}
        self.checked: dict[str, Checked] = {}
        self.names: dict[str, Names] = {}
        self._asked: dict[str, int] = {}
        self._published: dict[str, set[str]] = {}
        self._turn = asyncio.Lock()

    def opened(self, uri: str, text: str) -> str | None:
        """Take the text of a file; the pack it belongs to."""
        path = to_fs_path(uri)
        if path is None or not path.endswith(".toml"):
            return None
        self.buffers[path] = text
        self.uris[path] = uri
        return pack_of(path, self.buffers)

    def closed(self, uri: str) -> str | None:
        """Forget the text of a file; the pack it belongs to."""
        path = to_fs_path(uri) or ""
        root = pack_of(path, self.buffers)
        self.buffers.pop(path, None)
        self.uris.pop(path, None)
        return root

    async def check(self, root: str | None, *, linted: bool, pause: float = 0) -> None:
        """Check the pack when no newer wish to do so comes meanwhile, and tell the editor."""
        if root is None:
            return
        wish = self._asked[root] = self._asked.get(root, 0) + 1
        await asyncio.sleep(pause)
        async with self._turn:
            if wish != self._asked[root]:
                return
            before = self.checked.get(root)
            buffers, spare = dict(self.buffers), before is None or before.program is None

            def work() -> Checked:
                return check(root, self.packs, buffers, linted=linted, spare=spare)

            found = await asyncio.to_thread(work)
            if found.program is not None or before is None:
                self.checked[root] = found
                stamps = found.program.packs if found.program else ()
                pack = next((one.id for one in stamps if one.root == root), "")
                if found.program is not None:
                    self.names[root] = Names(found.program, pack)
            if wish == self._asked[root]:
                self._publish(root, found, buffers)

    def _publish(self, root: str, found: Checked, buffers: dict[str, str]) -> None:
        by_path: dict[str, list[lsp.Diagnostic]] = {
            path: [] for path in (*buffers, *found.paths.values()) if pack_of(path, buffers) == root
        }
        head = os.path.join(root, "pack.toml")
        for one in found.diagnostics:
            path = self._path(one.span, found)
            inside = path is not None and path in by_path
            by_path.setdefault(path if inside and path else head, []).append(
                self._diagnostic(one, found, inside=inside)
            )
        for path in self._published.get(root, set()) - by_path.keys():
            by_path[path] = []
        self._published[root] = set(by_path)
        for path, items in by_path.items():
            uri = self._uri(path)
            params = lsp.PublishDiagnosticsParams(uri=uri, diagnostics=items)
            self.server.text_document_publish_diagnostics(params)

    def _diagnostic(self, one: Diagnostic, found: Checked, *, inside: bool) -> lsp.Diagnostic:
        """In the editor's terms; what stands in no file of the pack says its place in words."""
        place = f"{one.span}: " if not inside and one.span.line else ""
        help = f"\n{one.help}" if one.help else ""
        related = [
            lsp.DiagnosticRelatedInformation(location=location, message=label.message)
            for label in one.labels
            if (location := self._location(label.span, found)) is not None
        ]
        return lsp.Diagnostic(
            range=self._range(one.span if inside else Span("", 1, 1, 1, 1), found),
            message=visible(f"{place}{one.message}{help}"),
            severity=_SEVERITIES[one.severity],
            code=one.code,
            source="medrules",
            related_information=related,
        )

    def found(self, params: lsp.HoverParams | lsp.DefinitionParams) -> tuple[lsp.Range, str] | None:
        """The name at a position: its range, and what is to be said of it."""
        at = self._at(params)
        if at is None:
            return None
        names, text, offset, _ = at
        one = names.found(text, offset)
        return None if one is None else (self._extent(text, one.start, one.end), one.says)

    def definition(self, params: lsp.DefinitionParams) -> lsp.Location | None:
        """Where the name at a position is declared."""
        at = self._at(params)
        one = at[0].found(at[1], at[2]) if at else None
        if at is None or one is None or one.span is None:
            return None
        return self._location(one.span, at[3])

    def completion(self, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        """What may be written at a position."""
        at = self._at(params)
        if at is None:
            return []
        names, text, offset, _ = at
        offers = names.offers(text, offset)
        extent = self._extent(text, offers.start, offset)
        return [
            lsp.CompletionItem(
                label=one.label,
                kind=_KINDS.get(one.kind, lsp.CompletionItemKind.Text),
                detail=visible(one.detail),
                documentation=lsp.MarkupContent(lsp.MarkupKind.Markdown, visible(one.says)),
                text_edit=lsp.TextEdit(extent, one.label),
            )
            for one in {offer.label: offer for offer in offers.offers}.values()
        ]

    def _at(
        self, params: lsp.HoverParams | lsp.DefinitionParams | lsp.CompletionParams
    ) -> tuple[Names, str, int, Checked] | None:
        path = to_fs_path(params.text_document.uri) or ""
        root = pack_of(path, self.buffers)
        if root is None or root not in self.names or path not in self.buffers:
            return None
        text, place = self.buffers[path], params.position
        lines = text.split("\n")
        if place.line >= len(lines):
            return self.names[root], text, len(text), self.checked[root]
        line, left, column = lines[place.line].removesuffix("\r"), place.character, 0
        while column < len(line) and left >= (width := self._units(line[column])):
            left -= width
            column += 1
        start = sum(len(one) + 1 for one in lines[: place.line])
        return self.names[root], text, start + column, self.checked[root]

    def _units(self, text: str) -> int:
        """How long the editor thinks that a text is."""
        return int(self.server.workspace.position_codec.client_num_units(text))

    def _extent(self, text: str, start: int, end: int) -> lsp.Range:
        return lsp.Range(
            *(self._position(text, text.count("\n", 0, at), at) for at in (start, end))
        )

    def _position(self, text: str, line: int, offset: int) -> lsp.Position:
        start = text.rfind("\n", 0, offset) + 1
        return lsp.Position(line, self._units(text[start:offset]))

    def _range(self, span: Span, found: Checked) -> lsp.Range:
        lines = found.texts.get(span.file, "").split("\n")

        def place(line: int, column: int) -> lsp.Position:
            written = lines[line - 1] if 0 < line <= len(lines) else ""
            return lsp.Position(max(line - 1, 0), self._units(written[: max(column - 1, 0)]))

        return lsp.Range(place(span.line, span.column), place(span.end_line, span.end_column))

    def _location(self, span: Span, found: Checked) -> lsp.Location | None:
        path = self._path(span, found)
        return None if path is None else lsp.Location(self._uri(path), self._range(span, found))

    def _path(self, span: Span, found: Checked) -> str | None:
        path = found.paths.get(span.file, span.file)
        return path if os.path.isabs(path) else None

    def _uri(self, path: str) -> str:
        return self.uris.get(path) or from_fs_path(path) or path


def _guarded(answer: Callable[[], T], otherwise: T) -> T:
    """The answer, or another one where it fails: a defect must not end the editor's session."""
    try:
        return answer()
    except Exception as error:
        _tell(error)
        return otherwise


def _tell(error: Exception) -> None:
    print(f"medrules lsp: {type(error).__name__}: {error}", file=sys.stderr)
    if os.environ.get("MEDRULES_DEBUG"):
        from traceback import print_exception

        print_exception(error)


def serve(packs: Sequence[str]) -> None:
    """Serve one editor over stdin and stdout until it ends the session."""
    # The library closes the stream that it writes to, and nobody else may write to it meanwhile.
    sys.stdout.flush()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    build(packs).start_io(stdout=answers)


def build(packs: Sequence[str]) -> LanguageServer:
    """The server, with the packs in those folders beside the installed ones."""
    # Whole texts: the library cuts lines where Python does, which is not where editors do.
    full = lsp.TextDocumentSyncKind.Full
    server = LanguageServer("medrules", __version__, text_document_sync_kind=full)
    session = Session(server, packs)

    async def checked(root: str | None, *, linted: bool, pause: float = 0) -> None:
        try:
            await session.check(root, linted=linted, pause=pause)
        except Exception as error:
            _tell(error)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def _open(params: lsp.DidOpenTextDocumentParams) -> None:
        one = params.text_document
        await checked(session.opened(one.uri, one.text), linted=True)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def _change(params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        text = server.workspace.get_text_document(uri).source
        await checked(session.opened(uri, text), linted=False, pause=PAUSE)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def _save(params: lsp.DidSaveTextDocumentParams) -> None:
        path = to_fs_path(params.text_document.uri) or ""
        await checked(pack_of(path, session.buffers), linted=True)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def _close(params: lsp.DidCloseTextDocumentParams) -> None:
        await checked(session.closed(params.text_document.uri), linted=True)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def _hover(params: lsp.HoverParams) -> lsp.Hover | None:
        found = _guarded(lambda: session.found(params), None)
        if found is None:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, found[1]), found[0])

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def _definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        return _guarded(lambda: session.definition(params), None)

    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=['"', ".", "#", "/"])
    )
    def _completion(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        return _guarded(lambda: session.completion(params), [])

    return server
