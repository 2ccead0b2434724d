"""A small real HTTP server on loopback, for tests that sweep a portal.

Routes map a path with its query to an `Answer`, or to a function that makes one from the request;
a function that returns None hangs up without a word. Every request is logged, also those that
find nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal says; a body of several chunks is sent one by one, without a length."""

    body: str | bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the path with its query, when (monotonic), and the headers in lower case."""

    path: str
    at: float
    headers: Mapping[str, str]


Route = Answer | Callable[[Request], Answer | None]


class PortalServer:
    """Serves routes from the moment it is entered until it is left."""

    def __init__(self, routes: Mapping[str, Route] | None = None) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.requests: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.portal = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base(self) -> str:
        """Return the address that all paths hang on, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def paths(self) -> list[str]:
        """Return the requested paths in order."""
        return [request.path for request in self.requests]

    def answer(self, request: Request) -> Answer | None:
        """Log a request and find what to say."""
        self.requests.append(request)
        route = self.routes.get(request.path, Answer("nothing here", 404))
        return route if isinstance(route, Answer) else route(request)

    def __enter__(self) -> PortalServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    portal: PortalServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that gives up half-way is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.portal.answer(Request(self.path, time.monotonic(), headers))
        if answer is None:
            self.close_connection = True
            return
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self._head(answer, body)
        for chunk in (body,) if isinstance(body, bytes) else body:
            self.wfile.write(chunk)

    def _head(self, answer: Answer, body: bytes | Iterable[bytes]) -> None:
        self.send_response(answer.status)
        for name, value in ({"Content-Type": HTML} | dict(answer.headers)).items():
            if value:
                self.send_header(name, value)
        if isinstance(body, bytes):
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""
