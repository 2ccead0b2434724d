"""The machines that share a database: how each is called, and what it does at the moment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from socket import gethostname

from monitor.config import Config
from storage.store import Store

OWN = {"storage", "page", "alerts", "backup"}
"""Sections that may differ from one machine to another: where things are, and who is told."""

WAITS = "waits"
LONGEST_HOST = 16


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine by its host's name, what it does, and whether it works as this one would."""

    host: str
    doing: tuple[str, ...]
    is_alike: bool


def machine_name(config: Config) -> str:
    """Return this machine's name for others, with a digest of what must be alike on all of them."""
    alike = config.model_dump_json(exclude=OWN)
    digest = hashlib.sha256(f"{version('ad-market-monitor')} {alike}".encode()).hexdigest()[:6]
    host = gethostname().encode("ascii", "replace").decode()[:LONGEST_HOST]
    return f"{host} {digest}"


def machines(config: Config, store: Store) -> list[Machine]:
    """Return the machines on which the service runs or a sweep is made; on SQLite, none."""
    own = machine_name(config).rpartition(" ")[2]
    doing: dict[str, list[str]] = {}
    for shown in store.shown_by_machines():
        name, _, what = shown.partition(": ")
        doing.setdefault(name, []).extend([] if what == WAITS else [what])
    return [
        Machine(name.rpartition(" ")[0], tuple(does), name.endswith(f" {own}"))
        for name, does in sorted(doing.items())
    ]
