"""One connection, on which h11 reads what comes, within bounds of time and bytes."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import h11

from scrapers.http.decompress import TooLarge

KEEP_ALIVE_SECONDS = 120.0
MOST_SILENCE_SECONDS = 30.0
MOST_HEADER_BYTES = 102_400
READ_BYTES = 65_536


class TransportFault(Exception):
    """An exchange came to no good end, told in our own words.

    `may_pass` says that the same request may well succeed later: it took too long, or the
    connection was not made or was lost; `is_cut` that it was lost within the answer's body.
    """

    def __init__(self, message: str, *, may_pass: bool, is_cut: bool = False) -> None:
        super().__init__(message)
        self.may_pass = may_pass
        self.is_cut = is_cut


class Meter:
    """Counts what one exchange takes, and ends it when that is too much."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.taken = 0
        self.hung_up = False
        self._monotonic = monotonic
        self._seconds = self._deadline = float("inf")
        self._most_bytes = 0

    def start(self, seconds: float, most_bytes: int) -> None:
        """Begin an exchange that may take so many seconds and bytes."""
        self.taken, self.hung_up = 0, False
        self._seconds, self._deadline = seconds, self._monotonic() + seconds
        self._most_bytes = most_bytes

    def silence(self) -> float:
        """Return how long the next step may take: what is left, at most what silence may last."""
        self.check()
        return max(0.001, min(self._deadline - self._monotonic(), MOST_SILENCE_SECONDS))

    def check(self) -> None:
        """Raise TransportFault when the time is up."""
        if self._monotonic() > self._deadline - 0.01:  # a wait may end a moment early
            raise TransportFault(f"it took longer than {self._seconds:g} seconds", may_pass=True)

    def take(self, data: bytes) -> bytes:
        """Count what came in; raises TooLarge."""
        self.taken += len(data)
        self.hung_up = not data
        if self.taken > self._most_bytes:
            raise TooLarge
        return data


class Connection:
    """A connection on which everything is metered; it closes with its last exchange, or later."""

    def __init__(self, opened: socket.socket, meter: Meter) -> None:
        self._socket = opened
        self._meter = meter
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEADER_BYTES)
        self._until = 0.0

    def ask(self, request: h11.Request) -> h11.Response:
        """Send a request, and return the answer up to its body."""
        message = (self._http.send(request) or b"") + (self._http.send(h11.EndOfMessage()) or b"")
        self._socket.settimeout(self._meter.silence())
        try:
            self._socket.sendall(message)
        except TimeoutError:
            raise
        except OSError:  # who hangs up before all was sent may have answered
            pass
        while not isinstance(event := self._next(), h11.Response):
            pass
        return event

    def chunks(self) -> Iterator[bytes]:
        """Yield the body, piece by piece, as it comes."""
        while isinstance(event := self._next(), h11.Data):
            yield bytes(event.data)

    def _next(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._socket.settimeout(self._meter.silence())
            self._http.receive_data(self._meter.take(self._socket.recv(READ_BYTES)))
        return event  # a connection that ends too early is none, but an error of h11's

    def is_reusable(self) -> bool:
        """Tell whether the exchange came to its end, and make ready for the next one if so."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        self._until = time.monotonic() + KEEP_ALIVE_SECONDS
        return True

    def is_alive(self) -> bool:
        """Tell whether it may be used again: what comes unasked says that the server hung up."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return time.monotonic() < self._until and not selector.select(0)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


@contextmanager
def rephrased(meter: Meter, *, began: bool = False) -> Iterator[None]:
    """Tell faults by their kind only: their own words may quote what was sent."""
    try:
        yield
    except TimeoutError:
        meter.check()
        raise TransportFault("it was silent for too long", may_pass=True) from None
    except OSError:
        meter.check()
        words = "the connection was lost" if meter.taken else "no connection, or no answer on it"
        raise TransportFault(words, may_pass=True, is_cut=began) from None
    except h11.ProtocolError:
        # A connection that was closed too early is lost; anything else is a broken server.
        lost = meter.hung_up
        words = "the connection was lost" if lost else "its answer is no HTTP"
        raise TransportFault(words, may_pass=lost, is_cut=lost and began) from None
