"""Writes the team's page: the newest week, in the folder that config.toml names."""

from __future__ import annotations

import logging
from datetime import date, datetime
from pathlib import Path

from monitor.config import Config
from monitor.counting.identifier_figures import yearly_figures
from monitor.installation.installation import Installation
from monitor.installation.judging import provisional_weeks
from monitor.installation.market import EventProblem, portals_known
from monitor.installation.schedule import due_at, upcoming
from monitor.page.monday import monday
from monitor.report.annual import Annual
from monitor.report.build import NothingCounted, build
from monitor.report.files import OutputProblem, write_whole
from monitor.report.words import Language, Words
from storage.errors import StorageError
from storage.store import Store
from storage.weeks import Week

log = logging.getLogger(__name__)

NAME = "index.html"


def write_page(
    config: Config,
    store: Store,
    now: datetime,
    folder: Path | None = None,
    language: Language | None = None,
) -> Path:
    """Write the page, whole or not at all, and return where it is; everybody may read it.

    `now` is in the configured zone. Raises NothingCounted, KeyProblem and EventProblem as a report
    does, OutputProblem where it cannot be written.
    """
    from monitor.report.render.web_page import render_page  # noqa: PLC0415 - takes a second to load

    words = Words(language or config.language)
    next_count = due_at(config, upcoming(config, now))
    annual = weeks_of_page(config, store, now.date())
    looks = provisional_weeks(store, Week(annual.year - 1, 1), Week.of(now.date()))
    made = monday(annual, words, now, next_count, looks)
    content = render_page(made.document, "monday.html.j2", monday=made, words=words)
    folder = folder or config.page.folder or config.folder / "page"
    try:
        is_new = not folder.exists()
    except OSError as error:
        raise OutputProblem(f"{folder} cannot be used: {error.strerror}") from None
    [file] = write_whole({folder / NAME: content}, 0o644)
    if is_new:
        folder.chmod(0o755)  # it is there to be read, and new files are otherwise ours alone
    return file


def weeks_of_page(config: Config, store: Store, today: date) -> Annual:
    """Return the cells of the year that runs, up to the newest week with a count, for the page.

    Weeks of places are among them, and no figure over the year. Raises as `report_of_year` does.
    """
    source = store.publishable
    newest = store.newest_counted()
    if newest is None:
        raise NothingCounted("no week was counted yet, so there is nothing to show: monitor sweep")
    portals = portals_known(source, config, today, through=newest)
    return build(
        source,
        config,
        newest.year,
        today,
        lambda _year, _other: yearly_figures(None),
        profiles=lambda _year: None,
        of_market=portals,
        weeks_of_places=True,
    )


def renew_page(installation: Installation) -> Exception | None:
    """Write the page where config.toml names a folder for it; return why it could not be written.

    A page is no reason to lose a week, so what a person can mend is returned and not raised.
    """
    if installation.config.page.folder is None:
        return None
    try:
        write_page(installation.config, installation.store, installation.now())
    except NothingCounted:
        return None  # there is nothing to show yet
    except (OutputProblem, EventProblem, StorageError) as problem:
        log.error("the team's page: %s", problem)
        return problem
    return None
