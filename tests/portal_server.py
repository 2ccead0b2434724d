"""A small real HTTP server on loopback, for tests that sweep a portal.

Routes map a path with its query to an `Answer`, to `Raw` bytes for a server that breaks the rules,
or to a function that makes one of them from the request; a function that returns None hangs up
without a word. Every request is logged with its beginning and end, also those that find nothing.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from types import TracebackType
from typing import Any, Literal

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal says; a body of several chunks is sent one by one, without a length."""

    body: str | bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raw:
    """What goes over the wire as it is, status line and all, and what becomes of the connection.

    It is closed, reset as by a machine that has crashed, or kept open.
    """

    chunks: Iterable[bytes]
    then: Literal["close", "reset", "keep"] = "close"


@dataclass(slots=True)
class Request:
    """What was asked: the path with its query, when (monotonic), and the headers in lower case.

    `ended` is just before the last bytes of the answer were sent, so that who asked cannot have
    had all of it earlier, however late this server is run again; `client` is the address and port
    that asked, one for each connection.
    """

    path: str
    at: float
    headers: Mapping[str, str]
    client: tuple[str, int] = ("", 0)
    ended: float = float("inf")


Reply = Answer | Raw
Route = Reply | Callable[[Request], Reply | None]


class PortalServer:
    """Serves routes from the moment it is entered until it is left."""

    def __init__(
        self, routes: Mapping[str, Route] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.requests: list[Request] = []
        self._scheme = "https" if tls else "http"
        self._server = _Server(("127.0.0.1", 0), _Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.portal = self
        self._is_left = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def base(self) -> str:
        """Return the address that all paths hang on, without a slash at its end."""
        return f"{self._scheme}://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self._server.server_port)

    @property
    def paths(self) -> list[str]:
        """Return the requested paths in order."""
        return [request.path for request in self.requests]

    @property
    def pauses(self) -> list[float]:
        """Return the seconds from the end of each answer to the next request; below 0: two at once.

        Portals that share a host are seen by giving them one server.
        """
        log = sorted(self.requests, key=lambda request: request.at)
        ends = accumulate((request.ended for request in log), max)
        return [later.at - end for end, later in zip(ends, log[1:], strict=False)]

    def answer(self, request: Request) -> Reply | None:
        """Log a request and find what to say."""
        self.requests.append(request)
        route = self.routes.get(request.path, Answer("nothing here", 404))
        return route if isinstance(route, Answer | Raw) else route(request)

    def __enter__(self) -> PortalServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_left = True
        with contextlib.suppress(
            OSError
        ):  # it need not wait: whoever comes, it looks whether to end
            socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        while not self._is_left:
            self._server.handle_request()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    portal: PortalServer

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._resets: set[int] = set()
        super().__init__(address, handler)

    def reset(self, connection: socket.socket) -> None:
        """Close a connection without waiting for anything, which resets it (socket(7))."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._resets.add(connection.fileno())

    def shutdown_request(self, request: Any) -> None:
        """End a connection politely, unless it is to be reset."""
        if request.fileno() in self._resets:
            self._resets.discard(request.fileno())
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that gives up half-way is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 10
    client_address: tuple[str, int]
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, time.monotonic(), headers, self.client_address)
        answer = self.server.portal.answer(request)
        request.ended = time.monotonic()
        if isinstance(answer, Answer):
            self._answer(request, answer)
            return
        self.close_connection = answer is None or answer.then != "keep"
        if answer is not None:
            self._send(request, answer.chunks)
            if answer.then == "reset":
                self.server.reset(self.connection)

    def _answer(self, request: Request, answer: Answer) -> None:
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self._head(answer, body)
        self._send(request, (body,) if isinstance(body, bytes) else body)

    def _send(self, request: Request, chunks: Iterable[bytes]) -> None:
        for chunk in chunks:
            if chunk:  # nothing is sent for an empty one
                request.ended = time.monotonic()
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
