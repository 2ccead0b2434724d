"""`[[event]]` in config.toml: what happened to a portal, or to the market for a time.

What needs the ledger to be refused, a count of a portal that had closed, is in
`monitor.installation.market`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from monitor.config.portal_rules import NO_NUMBER, Broken, raise_broken
from monitor.privacy.phone_number_guard import holds_number
from monitor.privacy.typed_text import fault_in, holds_number_apart, quoted, sign_fault
from monitor.statistics.events import BEGINS, Event, EventKind
from scrapers.config_key import Key
from storage.weeks import Week

SPANS = (EventKind.UNREAD, EventKind.PERIOD)
LANGUAGES = ("nb", "en")
MOST_OF_A_NAME = 60


def _week(text: str) -> str:
    try:
        Week.parse(text)
    except ValueError as error:
        raise_broken([((), f"{error}; found {quoted(text[:20])}")])
    return text


class EventSection(BaseModel):
    """One event: from which week on something is so, or from which week to which."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[
        Literal["opened", "closed", "added", "dropped", "unread", "period"],
        Key("what happened", '"closed"'),
    ]
    portal: Annotated[str, Key("to which portal; a period is of the whole market", '"fjord"')] = ""
    from_: Annotated[
        str, AfterValidator(_week), Key("the first week of the new state", '"2022-W31"')
    ] = Field(alias="from")
    to: Annotated[
        Annotated[str, AfterValidator(_week)] | None,
        Key("the last week in it, of unread and period", '"2022-W35"'),
    ] = None
    name: Annotated[dict[str, str], Key("a period's name", '{ nb = "Påske", en = "Easter" }')] = (
        Field(default_factory=dict)
    )

    @model_validator(mode="after")
    def _is_one_event(self) -> EventSection:
        raise_broken(self._rules())
        return self

    def _rules(self) -> Broken:
        is_span, is_period = self.kind in SPANS, self.kind == "period"
        if is_span and self.to is None:
            yield ("to",), "is missing: the last week of it"
        elif self.to is not None and not is_span:
            yield ("to",), f"{self.kind!r} has no end: what comes next is an event of its own"
        elif self.to is not None and self.to < self.from_:
            yield ("to",), f"expected a week from {self.from_} on, found {self.to}"
        if bool(self.portal) is is_period:
            yield ("portal",), "a period is of no portal" if is_period else "is missing"
        if is_period:
            yield from _name_rules(self.name)
        elif self.name:
            yield ("name",), "only a period has a name"

    @property
    def event(self) -> Event:
        """The event as the statistics have it."""
        last = Week.parse(self.to) if self.to else None
        return Event(EventKind(self.kind), self.portal, Week.parse(self.from_), last, self.name)


def _name_rules(name: dict[str, str]) -> Broken:
    if sorted(name) != sorted(LANGUAGES):
        yield ("name",), "expected a name in both languages, nb and en"
    for language, text in name.items():
        if not 0 < len(text.strip()) <= MOST_OF_A_NAME:
            yield ("name", language), f"expected 1 to {MOST_OF_A_NAME} characters"
        elif holds_number(text) or holds_number_apart(text):
            yield ("name",), NO_NUMBER
        elif fault := fault_in(text) or sign_fault(text):
            yield ("name", language), f"found {fault}; this is printed, so leave it out"


def checked_events(events: tuple[EventSection, ...]) -> tuple[EventSection, ...]:
    """Return events that can all be true; raises ValidationError for others."""
    raise_broken(_rules_of_all(events))
    return events


def _rules_of_all(events: Sequence[EventSection]) -> Broken:
    at = {id(event): number for number, event in enumerate(events)}
    for portal in sorted({event.portal for event in events} - {""}):
        own = sorted((e for e in events if e.portal == portal), key=lambda e: e.from_)
        for one, other in pairwise(own):
            if one.from_ == other.from_:
                yield (
                    (at[id(other)], "from"),
                    f"{portal} has two events in {one.from_}; let one of them begin a week later",
                )
        moves = [event for event in own if event.kind not in SPANS]
        for one, other in pairwise(moves):
            if _same_way(one.kind, other.kind):
                yield (
                    (at[id(other)], "kind"),
                    f"{portal} was {one.kind} in {one.from_} and would be {other.kind} in "
                    f"{other.from_}, with nothing between; leave one out",
                )


def _same_way(one: str, other: str) -> bool:
    if one in BEGINS or other in BEGINS:
        return (one in BEGINS) == (other in BEGINS)
    return one == other
