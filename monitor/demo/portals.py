"""Serves the simulated portals on loopback, over real HTTP and in threads of their own.

with DemoPortals(Market(1)) as portals:
    portals.set_week(date(2021, 1, 4))
    ...  # sweep portals.base + "/nordlys/"
"""

import errno
import socket
import socketserver
import sys
import threading
from collections.abc import Sequence
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Protocol, Self

from monitor.demo.market import MarketWeek
from monitor.demo.pages import document
from monitor.demo.site import DEFAULT_FAULTS, Fault, Site

__all__ = ["DEFAULT_FAULTS", "DemoPortals", "Fault", "PortTakenError"]

_HOST = "127.0.0.1"
_PATIENCE = 5.0  # seconds for open connections to end when the portals close


class PortTakenError(OSError):
    """The port that the demo was told to use belongs to another program."""


class HasWeeks(Protocol):
    """Anything that knows what is listed in a week: a Market, or a few ads in a test."""

    def week(self, monday: date, /) -> MarketWeek:
        """Show what the portals list in the week that begins on this Monday."""


class DemoPortals:
    """The three portals while they are open; `port` 0 takes any free one."""

    def __init__(
        self, market: HasWeeks, *, faults: Sequence[Fault] = DEFAULT_FAULTS, port: int = 0
    ) -> None:
        self.port = port
        self.requests = 0
        self._market = market
        self._faults = tuple(faults)
        self._site = Site(None, ())
        self._counting = threading.Lock()

    @property
    def base(self) -> str:
        """The address under which the portals are found."""
        return f"http://{_HOST}:{self.port}"

    def set_week(self, monday: date) -> None:
        """Show the week that begins on this Monday from now on."""
        self._site = Site(self._market.week(monday), self._faults)

    def current_site(self) -> Site:
        """Count one request, and tell what answers it."""
        with self._counting:
            self.requests += 1
        return self._site

    def __enter__(self) -> Self:
        self._server = _open(self)
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="demo-portals", daemon=True
        )
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
        self._server.hang_up()


def _open(portals: DemoPortals) -> "_Server":
    try:
        return _Server(portals)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTakenError(
            error.errno,
            f"port {portals.port} on {_HOST} is taken by another program; "
            "choose another one, or 0 for any that is free",
        ) from None


class _Server(ThreadingHTTPServer):
    """A server that remembers its open connections, so that it can end them when it closes.

    Clients keep connections alive; the daemon threads behind them would otherwise hold their
    sockets until the clients let go.
    """

    daemon_threads = True
    # On Windows this option would let two programs listen on one port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, portals: DemoPortals) -> None:
        self.portals = portals
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__((_HOST, portals.port), _Handler)

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the host's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._connections.discard(request)
            self._changed.notify_all()

    def hang_up(self) -> None:
        """End every open connection and wait until their threads have let go of them."""
        with self._changed:
            for connection in self._connections:
                _end(connection)
            self._changed.wait_for(lambda: not self._connections, _PATIENCE)

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
    """Answers from the week that is shown."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SimulatedPortals", ""
    error_message_format = document("Feil", "<p>%(code)d %(message)s</p>")
    # Header and body leave in one write, at once: two writes, or Nagle's algorithm, would cost
    # 40 ms per request against delayed acknowledgements.
    disable_nagle_algorithm = True
    wbufsize = 1 << 18

    def do_GET(self) -> None:
        """Send the page; the base class flushes the buffer after it."""
        reply = self.server.portals.current_site().answer(self.path)
        body = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        """Log nothing: a line would hold an ad's address."""
