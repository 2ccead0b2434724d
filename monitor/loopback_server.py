"""A small HTTP server on this machine, for simulated portals: the demo's, and the audit's.

with LoopbackServer(answer) as server:
    ...  # fetch server.base + "/"
"""

import errno
import socket
import socketserver
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HOST = "127.0.0.1"
PATIENCE = 5.0  # seconds for open connections to end when the server closes
POLL_SECONDS = 0.005


class PortTakenError(OSError):
    """The port that the server was told to use belongs to another program."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, ready to be sent."""

    status: int
    kind: str
    body: str


class LoopbackServer(ThreadingHTTPServer):
    """Serves in threads of its own, in a `with` block; `answer` replies to a path and query.

    It remembers its open connections, so that it can end them when it closes: clients keep
    connections alive, and the daemon threads behind them would otherwise hold their sockets until
    the clients let go.
    """

    daemon_threads = True
    # On Windows this option would let two programs listen on one port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, answer: Callable[[str], Reply], port: int = 0) -> None:
        """Take `port`, or any free one for 0; raises PortTakenError."""
        self.answer = answer
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        self._thread = threading.Thread(
            target=self.serve_forever, args=(POLL_SECONDS,), daemon=True
        )
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortTakenError(
                error.errno,
                f"port {port} on {HOST} is taken by another program; "
                "choose another one, or 0 for any that is free",
            ) from None

    @property
    def base(self) -> str:
        """The address under which its pages are found."""
        return f"http://{HOST}:{self.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
        self._hang_up()

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the host's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember a connection, and serve it in a thread."""
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection, and forget it."""
        super().shutdown_request(request)
        with self._changed:
            self._connections.discard(request)
            self._changed.notify_all()

    def _hang_up(self) -> None:
        """End every open connection and wait until their threads have let go of them."""
        with self._changed:
            for connection in self._connections:
                _end(connection)
            self._changed.wait_for(lambda: not self._connections, PATIENCE)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a client that hung up, which is no news; report anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was faster


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SimulatedPortals", ""
    error_message_format = "<p>SIMULERT / SIMULATED</p><p>%(code)d %(message)s</p>"
    # Header and body leave in one write, at once: two writes, or Nagle's algorithm, would cost
    # 40 ms per request against delayed acknowledgements.
    disable_nagle_algorithm = True
    wbufsize = 1 << 18

    def do_GET(self) -> None:
        """Send the page; the base class flushes the buffer after it."""
        reply = self.server.answer(self.path)
        body = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        """Log nothing: a line would hold an ad's address, or a canary."""
