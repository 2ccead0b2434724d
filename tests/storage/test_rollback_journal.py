"""What a rollback journal held of identifiers is overwritten when the transaction is done.

SQLite removes the journal, but its blocks would keep the pages as they were.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.private_files import overwritten_once_removed
from storage.store import Store
from storage.weeks import Week
from tests.storage.support import COMPLETE, a_sweep, identifier, journals_of, sighting

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="an open file cannot be removed on Windows"
)
FIRST, SECOND = Week(2026, 1), Week(2026, 2)
ADS = [f"ad{at}" for at in range(400)]


def swept(store: Store, week: Week, ads: list[str]) -> None:
    store.plan({"nordlys": True}, [week])
    found = a_sweep("nordlys", *(sighting(ad, f"n{ad}") for ad in ads))
    store.add_sweep(found, week, COMPLETE, late=False)


@pytest.mark.parametrize(
    "step",
    [
        lambda store: store.purge_weeks_before(SECOND),
        lambda store: store.add_sweep(
            a_sweep("nordlys", *map(sighting, ADS)), FIRST, COMPLETE, late=False
        ),
    ],
    ids=["a week is let go of", "a sweep is stored beside another"],
)
def test_no_identifier_is_left_in_the_blocks_of_a_journal(
    migrated_sqlite: Path, tmp_path: Path, step: Callable[[Store], object]
) -> None:
    """Though the journal held them, as it must until the transaction is done."""
    store = Store.open(f"sqlite:///{copied(migrated_sqlite, tmp_path)}")
    swept(store, FIRST, ADS)
    with journals_of(store) as contents:
        step(store)
    wanted = [identifier(ad) for ad in ADS]
    (seen,) = contents
    assert any(each in seen[-2] for each in wanted)
    assert len(seen[-1]) >= len(seen[-2])
    assert not any(each in seen[-1] for each in wanted)
    store.close()


def copied(database: Path, folder: Path) -> Path:
    """Return a copy of an empty database."""
    file = folder / "monitor.sqlite"
    file.write_bytes(database.read_bytes())
    file.chmod(0o600)
    return file


def test_a_file_that_is_still_there_is_left_as_it_is(tmp_path: Path) -> None:
    """A journal that is not removed is one that somebody needs."""
    file = tmp_path / "journal"
    file.write_bytes(b"needed")
    with overwritten_once_removed(file):
        pass
    assert file.read_bytes() == b"needed"
    with overwritten_once_removed(tmp_path / "none"):
        pass
    assert list(tmp_path.iterdir()) == [file]
