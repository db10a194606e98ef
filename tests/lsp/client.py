"""A small client of the Language Server Protocol, over the pipes of a process."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
SECONDS = 60


class Client:
    """A server process, and what it has said."""

    def __init__(self, command: Sequence[str], folder: Path, encodings: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._said: queue.Queue[dict] = queue.Queue()
        self.stderr: list[str] = []
        self._number = 0
        self.diagnostics: dict[str, list[dict]] = {}
        self.published: dict[str, int] = {}
        for work in (self._read, self._read_stderr):
            threading.Thread(target=work, daemon=True).start()
        general = {"positionEncodings": list(encodings)} if encodings else {}
        start = {
            "processId": None,
            "rootUri": folder.as_uri(),
            "capabilities": {"general": general},
            "workspaceFolders": [{"uri": folder.as_uri(), "name": "folder"}],
        }
        try:
            self.welcome = self.ask("initialize", start)
        except BaseException:
            self.kill()
            raise
        self.tell("initialized", {})

    def ask(self, method: str, params: Json) -> Json:
        """The result of a request."""
        self._number += 1
        number = self._number
        self._write({"id": number, "method": method, "params": params})
        return self._until(lambda said: said.get("id") == number and "method" not in said)["result"]

    def tell(self, method: str, params: Json) -> None:
        self._write({"method": method, "params": params})

    def open(self, path: Path, text: str | None = None) -> None:
        written = path.read_text("utf-8") if text is None else text
        document = {"uri": path.as_uri(), "languageId": "toml", "version": 1, "text": written}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def change(self, path: Path, text: str, version: int = 2) -> None:
        document = {"uri": path.as_uri(), "version": version}
        changes = [{"text": text}]
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def notice(self, event: str, path: Path) -> None:
        self.tell(f"textDocument/{event}", {"textDocument": {"uri": path.as_uri()}})

    def at(self, method: str, path: Path, line: int, character: int) -> Json:
        """The answer for a position."""
        place = {"line": line, "character": character}
        params = {"textDocument": {"uri": path.as_uri()}, "position": place}
        return self.ask(f"textDocument/{method}", params)

    def findings(self, path: Path) -> list[dict]:
        """The diagnostics that come next for a file."""
        before = self.published.get(path.as_uri(), 0)
        while self.published.get(path.as_uri(), 0) == before:
            self._until(lambda said: said.get("method") == "textDocument/publishDiagnostics")
        return self.diagnostics[path.as_uri()]

    def stop(self) -> int:
        """End the session; the exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        try:
            return self._process.wait(SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _until(self, wanted) -> dict:
        end = time.monotonic() + SECONDS
        while True:
            said = self._said.get(timeout=max(end - time.monotonic(), 0.01))
            if said.get("method") == "textDocument/publishDiagnostics":
                uri = said["params"]["uri"]
                self.diagnostics[uri] = said["params"]["diagnostics"]
                self.published[uri] = self.published.get(uri, 0) + 1
            elif "method" in said and "id" in said:
                self._write({"id": said["id"], "result": [{}]})
            if wanted(said):
                return said

    def _write(self, message: dict) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        try:
            while line := stream.readline():
                length = 0
                while line.strip():
                    name, _, value = line.decode().partition(":")
                    length = int(value) if name.lower() == "content-length" else length
                    line = stream.readline()
                self._said.put(json.loads(stream.read(length)))
        except ValueError:
            return  # closed

    def _read_stderr(self) -> None:
        try:
            for line in self._process.stderr:
                self.stderr.append(line.decode("utf-8", "replace"))
        except ValueError:
            return
