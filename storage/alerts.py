"""Which alerts were delivered, and which are still to be: the table, and what is done with it.

No text is kept: what an alert says is told anew from the ledger when it is tried again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Column,
    Connection,
    Named,
    String,
    Table,
    TypedColumns,
    delete,
    insert,
    select,
    update,
)

from storage.tables import COUNT, LABEL, METADATA, NAME, TECHNICAL, TIME


class AlertColumns(TypedColumns):
    """One alert to one address: `subject` says about what, `address` its kind and place in line."""

    subject: Named[str] = Column(String(100), primary_key=True, info=LABEL)
    address: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    day: Named[str] = Column(String(10), info=TIME)
    tries: Named[int] = Column(info=COUNT)
    delivered: Named[bool] = Column(info=TECHNICAL)


ALERT = Table("alert", METADATA, AlertColumns)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an alert at one address; `day` is when it was first tried."""

    subject: str
    address: str
    day: date
    tries: int
    delivered: bool


def deliveries(connection: Connection) -> list[Delivery]:
    """Return all alerts that were ever tried, in order of day and subject."""
    rows = connection.execute(select(ALERT)).mappings()
    made = [Delivery(**{**row, "day": date.fromisoformat(row["day"])}) for row in rows]
    return sorted(made, key=lambda each: (each.day, each.subject, each.address))


def note_try(
    connection: Connection, subject: str, address: str, day: date, *, delivered: bool
) -> None:
    """Write down that an alert was tried, and whether it was delivered."""
    which = (ALERT.c.subject == subject, ALERT.c.address == address)
    changes = {"tries": ALERT.c.tries + 1, "delivered": delivered}
    if not connection.execute(update(ALERT).where(*which).values(changes)).rowcount:
        values = {"subject": subject, "address": address, "day": day.isoformat(), "tries": 1}
        connection.execute(insert(ALERT).values(**values, delivered=delivered))


def forget_others(connection: Connection, subjects: Collection[str]) -> None:
    """Delete the alerts that were not delivered and are about nothing of these any more."""
    gone = (ALERT.c.delivered.is_(False), ALERT.c.subject.not_in(subjects))
    connection.execute(delete(ALERT).where(*gone))
