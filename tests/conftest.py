"""Fixtures that several folders share: real databases, a store on each, and a key."""

from __future__ import annotations

import gc
import json
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import vl_convert
from hypothesis import HealthCheck, settings

from scrapers.model import Hidden
from storage import database
from storage.store import Store
from tests.portal_server import PortalServer
from tests.postgres_server import (
    Postgres,
    emptied,
    migrated_postgres,
    ordinary_user,
    postgres,
    postgres_url,
    tables,
)

__all__ = ["Postgres", "emptied", "migrated_postgres", "postgres", "postgres_url", "tables"]

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole years of the demo: at the end, one worker would live them alone.

    What needs a browser comes next, so that one worker starts one, and not each of them two.
    """
    items.sort(
        key=lambda item: (
            item.path.name != "test_play.py",
            "browser" not in getattr(item, "fixturenames", ()),
        )
    )


# Nothing that imports and collecting make is garbage, and none is looked for meanwhile.
gc.disable()


def pytest_collection_finish() -> None:
    """Keep what all tests stand on out of each garbage collection, and collect it less often.

    Either would cost an eighth of their time.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
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
                os.replace(made, file)  # noqa: PTH105 - tests let Path.replace fail
            is_text = draw.__name__.endswith("svg")
            pictures[key] = file.read_bytes().decode() if is_text else file.read_bytes()
        return pictures[key]

    return drawn


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
        user = ordinary_user()
        if user is not None:
            os.chown(name, user.pw_uid, user.pw_gid)
        yield Ordinary(Path(name), user)
