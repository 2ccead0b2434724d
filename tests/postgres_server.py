"""PostgreSQL servers of our own: one for each worker, and databases in it for each test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest

from storage.columns import METADATA
from storage.store import Store

UNPRIVILEGED = ("postgres", "nobody")
# Sorts as people in Norway do, not by bytes: what is in a fixed order must be so here, too.
INITDB = (
    *("--username=tester", "--auth=trust", "--encoding=UTF8", "--no-sync"),
    *("--locale=C", "--locale-provider=icu", "--icu-locale=nb"),
)
SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses="),
    *("autovacuum=off", "jit=off"),  # it would look into each test's database, over and over
)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL server of our own, reached through a socket in its folder."""

    folder: Path
    numbers: Iterator[int]

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Connect as its owner, each statement for itself."""
        return psycopg.connect(
            host=str(self.folder), user="tester", dbname=database, autocommit=True
        )

    def copied(self, template: str) -> str:
        """Make a database like another one, and return its name."""
        name = f"test{next(self.numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def url(self, database: str) -> str:
        """Return the database's URL as config.toml writes it."""
        return f"postgresql+psycopg://tester@/{database}?host={self.folder}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a server in a temporary folder, as an ordinary user, until the tests are over."""
    user = ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL}
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    try:
        with log.open("wb") as errors:
            as_user["stderr"] = errors
            if subprocess.run(
                [_binary("initdb"), *INITDB, data], check=False, **as_user
            ).returncode:
                _unavailable(f"PostgreSQL: initdb failed: {log.read_text()[-500:]}")
            settings = [f"-c{setting}" for setting in SETTINGS]
            command = [_binary("postgres"), "-D", str(data), "-k", str(folder), *settings]
            process: subprocess.Popen[bytes]
            with subprocess.Popen(command, **as_user) as process:
                server = Postgres(folder, count())
                try:
                    _wait_until_ready(server, process, log)
                    yield server
                finally:
                    process.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """Name a database with empty tables, to be copied."""
    with postgres.connect() as connection:
        connection.execute("CREATE DATABASE migrated")
    Store.open(postgres.url("migrated")).close()
    return "migrated"


@dataclass(frozen=True, slots=True)
class Emptied:
    """Databases with empty tables, as tests have left them; to make one takes longer than a test.

    One goes on to the next test where rows were written to it, and nothing else: its catalogs
    are as they were when it was `made`.
    """

    postgres: Postgres
    template: str
    names: list[str]
    made: object

    def taken(self) -> str:
        """Return a database to be used, one that is there or a new one."""
        return self.names.pop() if self.names else self.postgres.copied(self.template)

    def left(self, name: str) -> None:
        """Empty a database that a test has used, or drop it."""
        with self.postgres.connect(name) as connection:
            connection.execute(OTHERS_ENDED)
            is_as_made = connection.execute(MADE).fetchone() == self.made
            if is_as_made:
                for table in reversed(METADATA.sorted_tables):
                    if table.name != "installation":
                        connection.execute(f"DELETE FROM {table.name}".encode())  # noqa: S608
                connection.execute(BEGUN_ANEW)
        if is_as_made:
            self.names.append(name)
        else:
            self.postgres.drop(name)


# Of catalogs, how many rows and the newest change; the tables that a migration writes rows to.
CATALOGS = ("attribute", "class", "constraint", "namespace", "trigger")
NEWEST = "(SELECT (count(*), max(xmin::text::bigint))::text FROM pg_{})"
MADE = f"""
SELECT {", ".join(NEWEST.format(name) for name in CATALOGS)},
       (SELECT string_agg(installation::text, ' ') FROM installation),
       (SELECT string_agg(alembic_version::text, ' ') FROM alembic_version),
       (SELECT count(*) FROM pg_db_role_setting JOIN pg_database ON setdatabase = oid
        WHERE datname = current_database())
""".encode()  # noqa: S608 - our own names
OTHERS_ENDED = b"""
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
BEGUN_ANEW = b"SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


@pytest.fixture(scope="session")
def emptied(postgres: Postgres, migrated_postgres: str) -> Emptied:
    """Keep databases with empty tables."""
    with postgres.connect(migrated_postgres) as connection:
        made = connection.execute(MADE).fetchone()
    return Emptied(postgres, migrated_postgres, [], made)


@pytest.fixture
def postgres_url(postgres: Postgres, request: pytest.FixtureRequest) -> Iterator[str]:
    """Make a fresh PostgreSQL database; it has tables where `store` or `tables` is asked for."""
    if {"store", "tables"}.intersection(request.fixturenames):
        emptied: Emptied = request.getfixturevalue("emptied")
        name = emptied.taken()
        yield postgres.url(name)
        emptied.left(name)
    else:
        name = postgres.copied("template1")
        yield postgres.url(name)
        postgres.drop(name)


@pytest.fixture
def tables() -> None:
    """Let `postgres_url` have its tables: to make them takes the server a twentieth of a second."""


def ordinary_user() -> pwd.struct_passwd | None:
    """Return whom to be instead of root; None where we are not root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return known[name]
    return _unavailable(f"we are root, and none of the users {UNPRIVILEGED} exists")


def _binary(name: str) -> str:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    # A link into the folder of the binaries is resolved: postgres looks for its files beside it.
    found = shutil.which(name) or (installed[-1] if installed else None)
    if found is None:
        _unavailable(
            f"PostgreSQL is not there: no {name} on the PATH or in /usr/lib/postgresql/*/bin"
        )
    return str(Path(found).resolve())


def _wait_until_ready(
    server: Postgres, process: subprocess.Popen[bytes], log: Path, seconds: float = 30.0
) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    _unavailable(f"PostgreSQL: the server did not start: {log.read_text()[-500:]}")


def _unavailable(why: str) -> NoReturn:
    """Skip for want of PostgreSQL or a user to run it; where CI is set, that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"this may not be skipped in CI: {why}")
    pytest.skip(why)
