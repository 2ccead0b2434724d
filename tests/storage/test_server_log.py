"""Whether identifiers reach the log of a PostgreSQL server, and what keeps them out of it."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from storage import sightings
from storage.errors import DatabaseProblem
from storage.store import Store
from tests.conftest import Postgres
from tests.storage.support import WEEK, a_sweep, add, identifier, sighting

pytestmark = pytest.mark.usefixtures("tables")

AD, NUMBER = identifier("ad").hex(), identifier("number").hex()
"""How identifiers are written in a log."""


def logged(postgres: Postgres, url: str, *settings: str, twice: bool = False) -> str:
    """Return what the server logs while a sweep is stored, with settings of the database's own."""
    name = str(make_url(url).database)
    with postgres.connect() as connection:
        for setting in settings:
            connection.execute(f"ALTER DATABASE {name} SET {setting}".encode())
    log = postgres.folder / "log"
    before = len(log.read_bytes())
    store = Store.open(url)
    try:
        store.plan({"fjord": True}, [WEEK])
        add(store, a_sweep("fjord", sighting("ad", "number")))
        if twice:
            with pytest.raises(DatabaseProblem), store._connections.writing() as connection:
                sightings.save(connection, 1, (sighting("ad", "number"),))
    finally:
        store.close()
    return log.read_bytes()[before:].decode()


def test_a_server_as_it_comes_logs_no_identifier(postgres: Postgres, postgres_url: str) -> None:
    """Statements are not logged, and identifiers are no part of one."""
    said = logged(postgres, postgres_url)
    assert (AD in said, NUMBER in said) == (False, False)


@pytest.mark.parametrize("setting", ["log_statement = 'all'", "log_min_duration_statement = 0"])
def test_a_server_that_logs_statements_logs_identifiers_beside_them(
    postgres: Postgres, postgres_url: str, setting: str
) -> None:
    """The log holds bound parameters, too: docs/operating.md warns of it."""
    said = logged(postgres, postgres_url, setting)
    assert "INSERT INTO number_sighting" in said
    assert (AD in said, NUMBER in said) == (True, True)


@pytest.mark.parametrize("setting", ["log_statement = 'all'", "log_min_duration_statement = 0"])
def test_without_parameters_a_log_of_statements_has_no_identifier(
    postgres: Postgres, postgres_url: str, setting: str
) -> None:
    """They are bound, so leaving parameters out leaves them out."""
    said = logged(postgres, postgres_url, setting, "log_parameter_max_length = 0")
    assert "INSERT INTO number_sighting" in said
    assert (AD in said, NUMBER in said) == (False, False)


def test_an_error_names_the_key_of_its_row_unless_the_log_is_terse(
    postgres: Postgres, postgres_url: str
) -> None:
    """A detail of a broken constraint quotes the values; no sweep should ever break one."""
    assert AD in logged(postgres, postgres_url, twice=True)


def test_a_terse_log_of_an_error_has_no_identifier(postgres: Postgres, postgres_url: str) -> None:
    """It names the constraint alone."""
    said = logged(postgres, postgres_url, "log_error_verbosity = 'terse'", twice=True)
    assert "duplicate key value" in said
    assert (AD in said, NUMBER in said) == (False, False)
