"""The machines that share a database: how each is called, and what it does at the moment."""

from __future__ import annotations

import hashlib
from collections import Counter
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
    """A machine by its host's name, what it does, and whether it works as this one would.

    Where several services run on one host, their folders, as digests, tell them apart.
    """

    host: str
    doing: tuple[str, ...]
    is_alike: bool


def machine_name(config: Config) -> str:
    """Return this machine's name for others, with a digest of what must be alike on all of them.

    The config's folder, as a digest, is in it: two services on one host are two machines here.
    """
    alike = f"{version('ad-market-monitor')} {config.model_dump_json(exclude=OWN)}"
    host = gethostname().encode("ascii", "replace").decode()[:LONGEST_HOST]
    folder = _digest(str(config.folder.resolve()))[:4]
    return f"{host}/{folder} {_digest(alike)[:6]}"


def machines(config: Config, store: Store) -> list[Machine]:
    """Return the machines on which the service runs or a sweep is made; on SQLite, none."""
    own = machine_name(config).rpartition(" ")[2]
    doing: dict[str, list[str]] = {}
    for shown in store.shown_by_machines():
        name, _, what = shown.partition(": ")
        doing.setdefault(name, []).extend([] if what == WAITS else [what])
    places = {name.rpartition(" ")[0] for name in doing}
    hosts = Counter(place.partition("/")[0] for place in places)
    return [
        Machine(_shown(name.rpartition(" ")[0], hosts), tuple(does), name.endswith(f" {own}"))
        for name, does in sorted(doing.items())
    ]


def _shown(place: str, hosts: Counter[str]) -> str:
    host, _, folder = place.partition("/")
    return f"{host} (folder {folder})" if hosts[host] > 1 else host


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
