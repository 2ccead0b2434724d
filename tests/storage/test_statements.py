"""A statement that is made once finds and changes what it is executed for, each time anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Select, Update, insert, select, update

from storage.connections import Connections
from storage.database import open_engine
from storage.statements import made_once
from storage.store import Store
from storage.tables import PORTAL, RUN
from storage.weeks import Week

MADE: list[str] = []
FIRST, SECOND = Week(2022, 1), Week(2022, 2)


@made_once
def portals_of(weeks: list[Week], by: str) -> Select[str]:
    MADE.append("query")
    return select(RUN.c.portal).where(RUN.c.week.in_(weeks), RUN.c.by == by).order_by(RUN.c.portal)


@made_once
def moved(*, week: Week, to: Week) -> Update:
    return update(RUN).where(RUN.c.week == week).values(week=to, by="")


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A database with two portals, each with a run of a week of its own."""
    Store.open(database_url).close()
    engine = open_engine(database_url)
    with Connections(engine).writing() as opened:
        opened.execute(insert(PORTAL), [{"name": name, "simulated": True} for name in "ab"])
        runs = [{"portal": "a", "week": FIRST}, {"portal": "b", "week": SECOND}]
        opened.execute(insert(RUN), [run | {"by": "me"} for run in runs])
        yield opened
    engine.dispose()


def test_it_is_made_once_and_finds_what_each_call_asks_for(connection: Connection) -> None:
    """By position and by name; a list may be shorter, longer or empty the next time."""
    MADE.clear()
    asked = [([FIRST], "me"), ([SECOND], "me"), ([FIRST, SECOND], "me"), ([], "me"), ([FIRST], "")]
    found = [connection.scalars(*portals_of(weeks, by=by)).all() for weeks, by in asked]
    assert found == [["a"], ["b"], ["a", "b"], [], []]
    assert len(MADE) <= 1


def test_what_it_sets_is_not_taken_for_where_it_sets_it(connection: Connection) -> None:
    """Though both are of one column, and one parameter is called like it."""
    changed = connection.execute(*moved(week=FIRST, to=Week(2022, 9))).rowcount
    again = connection.execute(*moved(week=FIRST, to=Week(2022, 9))).rowcount
    weeks = connection.scalars(select(RUN.c.week).order_by(RUN.c.portal)).all()
    assert (changed, again, weeks) == (1, 0, [Week(2022, 9), SECOND])
