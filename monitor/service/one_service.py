"""One service on one installation, and what it says when it starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.installation.installation import Installation
from monitor.installation.schedule import next_due
from storage.database import without_password
from storage.errors import DatabaseProblem


def lock_file(config: Config) -> Path:
    """Return the file that a service holds: beside a SQLite database, or else beside the keys."""
    file = sqlite_file(config.storage.database)
    return (file.parent if file is not None else config.storage.keys) / "service.lock"


@contextmanager
def only_service(config: Config) -> Iterator[None]:
    """Be the only service of an installation; raises DatabaseProblem where there is one already.

    The lock is the operating system's, and ends with the process, however that ends.
    """
    file = lock_file(config)
    lock = FileLock(file, mode=0o600)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout:
        raise DatabaseProblem(
            f"monitor run is running on this installation already ({file} is held). Nothing was "
            "done; stop the other one, or let it do the work"
        ) from None
    except OSError as error:
        raise DatabaseProblem(f"lock file {file}: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()


def is_running(config: Config) -> bool:
    """Tell whether a service runs on an installation."""
    if not lock_file(config).exists():
        return False
    try:
        with only_service(config):
            return False
    except DatabaseProblem:
        return True


def next_sweep(installation: Installation) -> str:
    """Return when the service sweeps next, in the configured zone; "now" where a week is due."""
    closed = installation.closed_on() is not None
    return next_due(installation.config, installation.now(), installation.due(), closed=closed)


def at_start(installation: Installation) -> str:
    """Return what a service says when it starts: version, database, portals, and when it sweeps."""
    config = installation.config
    return (
        f"ad-market-monitor {version('ad-market-monitor')}; database "
        f"{without_password(config.storage.database)}; portals "
        f"{', '.join(portal.name for portal in config.portal)}; "
        f"next sweep {next_sweep(installation)}"
    )
