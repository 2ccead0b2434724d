"""`[[event]]`: what may be said of a portal, and what is wrong with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import ConfigProblem, load
from monitor.statistics.events import Event, EventKind
from storage.weeks import Week
from tests.monitor.conftest import SHIPPED

TEXT = SHIPPED.read_text(encoding="utf-8")


def written(tmp_path: Path, *blocks: str) -> Path:
    file = tmp_path / "config.toml"
    text = "".join(f"\n[[event]]\n{block}\n" for block in blocks)
    file.write_text(TEXT + text, encoding="utf-8")
    return file


def test_events_are_read_with_their_weeks(tmp_path: Path) -> None:
    """A period is of the whole market, and has a name in both languages."""
    config = load(
        written(
            tmp_path,
            'kind = "closed"\nportal = "fjord"\nfrom = "2022-W31"',
            'kind = "unread"\nportal = "fjord"\nfrom = "2022-W20"\nto = "2022-W20"',
            'kind = "period"\nfrom = "2022-W15"\nto = "2022-W16"\n'
            'name = { nb = "Påske", en = "Easter" }',
        )
    )
    w15, w16, w20 = (Week(2022, number) for number in (15, 16, 20))
    assert [section.event for section in config.event] == [
        Event(EventKind.CLOSED, "fjord", Week(2022, 31)),
        Event(EventKind.UNREAD, "fjord", w20, w20),
        Event(EventKind.PERIOD, "", w15, w16, {"nb": "Påske", "en": "Easter"}),
    ]


PERIOD = 'kind = "period"\nfrom = "2022-W15"\nto = "2022-W16"\n'
NAMED = 'name = { nb = "Påske", en = "Easter" }'
CLOSED = 'kind = "closed"\nportal = "fjord"\nfrom = "2022-W31"'


@pytest.mark.parametrize(
    ("blocks", "key", "part"),
    [
        (['kind = "shut"\nportal = "fjord"\nfrom = "2022-W31"'], "event.1.kind", "'dropped'"),
        (['kind = "closed"\nportal = "fjord"\nfrom = "2022-W53"'], "event.1.from", "2022-W53"),
        (['kind = "closed"\nportal = "fjord"'], "event.1.from", "is missing"),
        (['kind = "closed"\nfrom = "2022-W31"'], "event.1.portal", "is missing"),
        ([CLOSED + '\nto = "2022-W40"'], "event.1.to", "has no end"),
        ([CLOSED + "\n" + NAMED], "event.1.name", "only a period"),
        ([CLOSED + '\nby = "me"'], "event.1.by", "is not a key"),
        (['kind = "unread"\nportal = "fjord"\nfrom = "2022-W31"'], "event.1.to", "is missing"),
        (
            ['kind = "unread"\nportal = "fjord"\nfrom = "2022-W31"\nto = "2022-W30"'],
            "event.1.to",
            "from 2022-W31 on, found 2022-W30",
        ),
        ([PERIOD + NAMED + '\nportal = "fjord"'], "event.1.portal", "of no portal"),
        ([PERIOD + 'name = { nb = "Påske" }'], "event.1.name", "both languages"),
        ([PERIOD + 'name = { nb = "Påske", en = " " }'], "event.1.name.en", "1 to 60"),
        ([PERIOD + 'name = { nb = "Påske", en = "call 42 34 56 78" }'], "event.1.name", "number"),
        (
            [CLOSED, 'kind = "dropped"\nportal = "fjord"\nfrom = "2022-W31"'],
            "event.2.from",
            "fjord has two events in 2022-W31",
        ),
        (
            [CLOSED, 'kind = "closed"\nportal = "fjord"\nfrom = "2022-W40"'],
            "event.2.kind",
            "was closed in 2022-W31",
        ),
        (
            [
                'kind = "added"\nportal = "fjord"\nfrom = "2022-W10"',
                'kind = "opened"\nportal = "fjord"\nfrom = "2022-W12"',
            ],
            "event.2.kind",
            "with nothing between",
        ),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    tmp_path: Path, blocks: list[str], key: str, part: str
) -> None:
    """At its line, with what was expected and found."""
    with pytest.raises(ConfigProblem) as caught:
        load(written(tmp_path, *blocks))
    assert [(problem.key, part in problem.message) for problem in caught.value.problems] == [
        (key, True)
    ]


def test_what_comes_after_the_other_may_be_said(tmp_path: Path) -> None:
    """A portal closes, is dropped while it is closed, and is added when it is back."""
    kinds = ("opened", "closed", "dropped", "added", "closed", "opened")
    blocks = [
        f'kind = "{kind}"\nportal = "fjord"\nfrom = "2022-W{10 * at + 1:02}"'
        for at, kind in enumerate(kinds[:5])
    ]
    assert len(load(written(tmp_path, *blocks)).event) == 5
