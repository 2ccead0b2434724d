"""Fixtures that several folders share: real databases, a store on each, and a key."""

from __future__ import annotations

import gc
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
import sqlalchemy
import vl_convert
from hypothesis import HealthCheck, settings

from scrapers.model import Hidden
from storage import database
from storage.store import Store
from storage.tables import METADATA
from tests.portal_server import PortalServer

# Compiling this program costs each process that a test starts two seconds, and collecting the tests
# as much again: bytecode is kept, also where the environment would rather not. It is kept where it
# always is, so that what pip has compiled is not compiled again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# SQLite brings each transaction to the disk, and most of what tests waited for was that. Their
# folders are in memory, where there is room.
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest and tempfile make private folders in it
ROOM = 4_000_000_000
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None

# As many examples as ever, but none is drawn or tried against the clock: machines may be busy.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


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


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Somebody who is not root, for whom a file can be read-only."""

    folder: Path
    user: pwd.struct_passwd | None

    @contextmanager
    def rights(self) -> Iterator[None]:
        """Have an ordinary user's rights only."""
        if self.user is None:
            yield
            return
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        os.setegid(self.user.pw_gid)
        os.seteuid(self.user.pw_uid)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores: a quarter of the tests' time is waiting."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Keep what all tests stand on out of each garbage collection, and collect it less often.

    Either would cost an eighth of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


class Compiled(dict[Any, Any]):
    """SQL that was compiled, for all databases of a kind: SQLAlchemy would do so for each anew."""

    def get(self, key: Any, default: Any = None) -> Any:
        """Return a statement that was compiled for any database of this kind."""
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: Any, statement: Any) -> None:
        super().__setitem__(_of_kind(key), statement)


def _of_kind(key: Any) -> Any:
    """Return a key of SQLAlchemy's, which begins with the dialect of one engine."""
    return (key[0].name, *key[1:])


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Compile each SQL statement once for all the databases that tests open."""
    options = {"compiled_cache": Compiled()}
    creating = partial(sqlalchemy.create_engine, execution_options=options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", creating)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_folder_of_the_user() -> Iterator[None]:
    """Keep keys out of the config folder of whoever runs the tests."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", name)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that all its workers have."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def charts_drawn_once(shared: Path) -> Iterator[None]:
    """Draw each chart once: many tests write the same report, and a chart costs a tenth second."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("vegalite_to_svg", "svg_to_png"):
            patch.setattr(vl_convert, name, _drawn_once(getattr(vl_convert, name), shared))
        yield


def _drawn_once(draw: Callable[..., Any], shared: Path) -> Callable[..., Any]:
    """Return how a chart is drawn by `draw`, unless any worker did so with the very same words."""
    pictures: dict[str, Any] = {}

    @wraps(draw)
    def drawn(*words: object, **settings: object) -> Any:
        key = sha256(json.dumps([draw.__name__, words, settings]).encode()).hexdigest()
        if key not in pictures:
            file = shared / key
            if not file.exists():
                made, picture = shared / f"{key} {os.getpid()}", draw(*words, **settings)
                made.write_bytes(picture if isinstance(picture, bytes) else picture.encode())
                made.replace(file)
            is_text = draw.__name__.endswith("svg")
            pictures[key] = file.read_bytes().decode() if is_text else file.read_bytes()
        return pictures[key]

    return drawn


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a server in a temporary folder, as an ordinary user, until the tests are over."""
    user = _ordinary_user()
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
BEGUN_ANEW = b"SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


@pytest.fixture(scope="session")
def emptied(postgres: Postgres, migrated_postgres: str) -> Emptied:
    """Keep databases with empty tables."""
    with postgres.connect(migrated_postgres) as connection:
        made = connection.execute(MADE).fetchone()
    return Emptied(postgres, migrated_postgres, [], made)


@pytest.fixture
def postgres_url(postgres: Postgres, request: pytest.FixtureRequest) -> Iterator[str]:
    """Make a fresh PostgreSQL database; with the tables in it for a test that opens a store."""
    if "store" in request.fixturenames:
        emptied: Emptied = request.getfixturevalue("emptied")
        name = emptied.taken()
        yield postgres.url(name)
        emptied.left(name)
    else:
        name = postgres.copied("template1")
        yield postgres.url(name)
        postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Name a SQLite file that is not there yet, in a folder that is not there yet."""
    return f"sqlite:///{tmp_path / 'data' / 'monitor.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a fresh database of each kind that the program supports."""
    url: str = request.getfixturevalue(f"{request.param.removesuffix('ql')}_url")
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "data" / "monitor.sqlite"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def store(database_url: str, migrated_sqlite: Path) -> Iterator[Store]:
    """Open a store on a database with empty tables, of each kind."""
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        shutil.copytree(migrated_sqlite.parent, file.parent)
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def key() -> Hidden[bytes]:
    """Give a year's key, the same in every test."""
    return Hidden(bytes(range(32)))


@pytest.fixture
def server() -> Iterator[PortalServer]:
    """Run a portal that has no pages yet."""
    with PortalServer() as opened:
        yield opened


@pytest.fixture
def ordinary() -> Iterator[Ordinary]:
    """Give a folder of an ordinary user, and a way to be that user for a moment."""
    with tempfile.TemporaryDirectory() as name:
        user = _ordinary_user()
        if user is not None:
            os.chown(name, user.pw_uid, user.pw_gid)
        yield Ordinary(Path(name), user)


def _ordinary_user() -> pwd.struct_passwd | None:
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
