"""Whoever alerts go to: a web server that takes webhooks, ntfy messages and pings, or refuses."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Post:
    """One message as it arrived."""

    path: str
    content: dict[str, Any]

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.content["title"])

    @property
    def body(self) -> str:
        """Its text."""
        return str(self.content["message"])


@dataclass
class Receiver:
    """Answers each message with `status`, and keeps it where that is 200."""

    status: int = 200
    posts: list[Post] = field(default_factory=list)
    refused: int = 0

    def __enter__(self) -> Self:
        """Open a port of this machine."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 200:
                    receiver.posts.append(Post(self.path, json.loads(content)))
                else:
                    receiver.refused += 1
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def titles(self) -> list[str]:
        """The titles of what arrived."""
        return [post.title for post in self.posts]
