"""What is told: what is wrong at once, and once a week that all is well, or what to do.

Of a point that waits for a person only what may leave the installation: not its detail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from monitor.alerts.delivery import Message, MessageKind
from monitor.installation.installation import Installation
from monitor.installation.schedule import due_at
from monitor.open_points import open_points
from monitor.report.words import Words
from storage.records import Run
from storage.weeks import Week

LATEST_DIGEST = timedelta(hours=24)
"""After the week's hour: then the digest goes, whatever is still to be tried."""


def at_once(installation: Installation, words: Words) -> list[Message]:
    """Return what is wrong now, of this week and the last; raises DatabaseProblem."""
    recent = installation.week().previous()
    points = open_points(installation, words)
    return [
        Message(point.subject, point.title, point.advice, MessageKind.FAILURE)
        for point in points
        if point.urgent and (point.weeks is None or point.weeks.last >= recent)
    ]


def digest_subject(week: Week) -> str:
    """Return what tells a week's digest from others."""
    return f"digest {week}"


def digest(installation: Installation, words: Words, newest: Callable[[], str]) -> Message | None:
    """Return the week's digest when its round is over; None before. Raises DatabaseProblem.

    `newest` gives the newest week in figures. All that waits for a person is in it, however old.
    """
    now, week = installation.now(), installation.week()
    due = due_at(installation.config, week)
    if now < due or (now < due + LATEST_DIGEST and not is_round_over(installation)):
        return None
    points = list(open_points(installation, words))
    subject, line = digest_subject(week), newest()
    if not points:
        return Message(
            subject, words("alert_well", line=line), words("alert_seen"), MessageKind.SUCCESS
        )
    key = "alert_to_do_one" if len(points) == 1 else "alert_to_do"
    title = words(key, count=len(points), line=line)
    body = "\n\n".join(f"{point.title}\n{point.advice}" for point in points)
    return Message(subject, title, body, MessageKind.WARNING)


def storage_trouble(words: Words, day: date) -> Message:
    """Return what is told where the database cannot be used, once a day."""
    return _message(words, "database", f"database {day}")


def page_trouble(installation: Installation, words: Words) -> Message:
    """Return what is told where the team's page cannot be written, once a week."""
    return _message(words, "page", f"page {installation.week()}")


def trial(words: Words) -> Message:
    """Return what `monitor alert test` sends."""
    return _message(words, "test", "test", MessageKind.INFO)


def runs_of_week(installation: Installation) -> list[Run | None]:
    """Return this week's run of every portal of the config, None where there is none yet."""
    week = installation.week()
    runs = {run.portal: run for run in installation.store.runs(week, week)}
    return [runs.get(portal.name) for portal in installation.config.portal]


def is_round_over(installation: Installation) -> bool:
    """Tell whether every portal of the config has an outcome this week."""
    return all(run is not None and run.outcome for run in runs_of_week(installation))


def _message(
    words: Words, name: str, subject: str, kind: MessageKind = MessageKind.FAILURE
) -> Message:
    return Message(subject, words(f"alert_{name}_title"), words(f"alert_{name}"), kind)
