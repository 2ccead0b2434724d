"""Which alerts were delivered, and which are still to be: the table, and what is done with it.

No text is kept: what an alert says is told anew from the ledger when it is tried again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, String, delete, insert, select, update

from storage.columns import Mapped, mapped_column
from storage.tables import COUNT, LABEL, NAME, TECHNICAL, TIME, Base


class AlertRow(Base):
    """One alert to one address: `subject` says about what, `address` its kind and place in line."""

    __tablename__ = "alert"

    subject: Mapped[str] = mapped_column(String(100), primary_key=True, info=LABEL)
    address: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    day: Mapped[str] = mapped_column(String(10), info=TIME)
    tries: Mapped[int] = mapped_column(info=COUNT)
    delivered: Mapped[bool] = mapped_column(info=TECHNICAL)


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
    rows = connection.execute(select(AlertRow.__table__)).mappings()
    made = [Delivery(**{**row, "day": date.fromisoformat(row["day"])}) for row in rows]
    return sorted(made, key=lambda each: (each.day, each.subject, each.address))


def note_try(
    connection: Connection, subject: str, address: str, day: date, *, delivered: bool
) -> None:
    """Write down that an alert was tried, and whether it was delivered."""
    which = (AlertRow.subject == subject, AlertRow.address == address)
    changes = {"tries": AlertRow.tries + 1, "delivered": delivered}
    if not connection.execute(update(AlertRow).where(*which).values(changes)).rowcount:
        values = {"subject": subject, "address": address, "day": day.isoformat(), "tries": 1}
        connection.execute(insert(AlertRow).values(**values, delivered=delivered))


def forget_others(connection: Connection, subjects: Collection[str]) -> None:
    """Delete the alerts that were not delivered and are about nothing of these any more."""
    gone = (AlertRow.delivered.is_(False), AlertRow.subject.not_in(subjects))
    connection.execute(delete(AlertRow).where(*gone))
