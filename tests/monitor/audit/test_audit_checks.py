"""The audit finds each kind of fault that it says it looks for, and none where there is none."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from monitor.audit.audit_checks import AuditCheck, audit_installation, plant
from storage.keys import key_file
from tests.monitor.conftest import Setup

MONDAY = date(2022, 3, 7)


def plant_nothing(folder: Path) -> tuple[str, ...]:
    folder.mkdir(exist_ok=True)
    return ("+4742999999",)


def faults(checks: list[AuditCheck]) -> dict[str, str]:
    return {check.what: " ".join(check.faults) for check in checks if check.faults}


def database(installation: Setup) -> Path:
    return Path(installation.config.storage.database.removeprefix("sqlite:///"))


def execute(installation: Setup, statement: str) -> None:
    with closing(sqlite3.connect(database(installation))) as connection:
        connection.execute(statement)
        connection.commit()


def keep_a_log(installation: Setup) -> None:
    """Log a canary as if while the audit sweeps; what is older than its sweep is not searched."""
    log = installation.folder / "data" / "log"
    log.write_text("seen: +47 42 99 99 99")
    later = time.time() + 600
    os.utime(log, (later, later))


def test_a_sound_installation_has_no_faults(
    installation: Setup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Canaries are swept, fail and are shut out, and nothing of them is found anywhere."""
    monkeypatch.setattr("monitor.audit.audit_checks.core_dumps_possible", lambda: False)
    planted: list[tuple[str, ...]] = []

    def watched(folder: Path) -> tuple[str, ...]:
        planted.append(tuple(plant(folder)))
        return planted[-1]

    assert faults(audit_installation(installation.config, [tmp_path], watched)) == {}
    assert len(planted[0]) == 9
    assert list(database(installation).parent.glob("audit-*")) == []


@pytest.mark.parametrize(
    ("spoil", "what", "said"),
    [
        (
            lambda home: key_file(home.config.storage.keys, 2022).chmod(0o640),
            "Only the owner can read the database, the keys and their folders",
            "2022.key can be read by others",
        ),
        (
            lambda home: database(home).chmod(0o644),
            "Only the owner can read the database, the keys and their folders",
            "monitor.sqlite can be read by others",
        ),
        (
            lambda home: execute(home, "CREATE TABLE people (phone TEXT)"),
            "The database has only the columns that the program knows",
            "people.phone is not one of the program's",
        ),
        (
            lambda home: execute(
                home, "INSERT INTO portal (name, simulated) VALUES ('424 12 345', 1)"
            ),
            "No text in the database looks like a number or an address",
            "portal.name holds such a text",
        ),
        (
            keep_a_log,
            "Canaries swept, failed and shut out leave nothing in any file",
            "log holds a canary as text",
        ),
    ],
)
def test_each_fault_is_found_and_named(
    installation: Setup,
    spoil: Callable[[Setup], object],
    what: str,
    said: str,
) -> None:
    """An audit that cannot fail proves nothing."""
    spoil(installation)
    if "Only the owner" in what:  # opening the database mends its mode, so it must not come first
        found = next(iter(audit_installation(installation.config, [], plant_nothing)))
        assert (found.what, said in " ".join(found.faults)) == (what, True)
        return
    assert said in faults(audit_installation(installation.config, [], plant_nothing))[what]


WHAT = "No text in the database looks like a number or an address"


def say(installation: Setup, reason: str) -> None:
    """Put a reason into the ledger, as a sweep or a person would."""
    installation.at(MONDAY).plan()
    with closing(sqlite3.connect(database(installation))) as connection:
        connection.execute("UPDATE run SET reason = ? WHERE portal = 'fjord'", (reason,))
        connection.commit()


def test_a_large_total_in_a_sentence_of_ours_is_no_fault(
    installation: Setup,
) -> None:
    """Portals with hundreds of thousands of ads there are."""
    said = "the portal states 421739 ads, 398112 were seen (total_tolerance = 0.02)"
    say(installation, said)
    assert WHAT not in faults(audit_installation(installation.config, [], plant_nothing))


@pytest.mark.parametrize("planted", ["42173958", "42/17/39/58", "fire/to/en/sju/tre/ni/fem/åtte"])
def test_a_number_in_a_sentence_is_found(installation: Setup, planted: str) -> None:
    """However it is taken apart."""
    say(installation, f"the portal states {planted} ads")
    assert faults(audit_installation(installation.config, [], plant_nothing))[WHAT] == (
        "run.reason holds such a text"
    )


def test_what_is_found_is_never_shown(installation: Setup) -> None:
    """The place of a raw value is enough to act on."""
    execute(installation, "INSERT INTO portal (name, simulated) VALUES ('42419753', 1)")
    assert "42419753" not in repr(audit_installation(installation.config, [], plant_nothing))


def test_a_crash_that_could_write_memory_to_disk_is_a_fault(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the platform gives no way to forbid it, the audit says so."""
    monkeypatch.setattr("monitor.audit.audit_checks.core_dumps_possible", lambda: True)
    assert "A crash writes no memory to disk" in faults(
        audit_installation(installation.config, [], plant_nothing)
    )
