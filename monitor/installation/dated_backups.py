"""Backups that the service makes by itself: one a week, dated, and only so many are kept.

They hold counts, ledger and config, never an identifier and never a key, so that they may lie where
others are. What another program wrote into their folder stays.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from monitor.config import text_for_backup
from monitor.installation.backup_file import BackupProblem, write_backup
from monitor.installation.installation import Installation

NAME = re.compile(r"ad-market-(\d{4}-\d{2}-\d{2})\.zip")
EVERY, AT_LATEST = timedelta(days=7), timedelta(days=8)
OVERDUE_AFTER = timedelta(days=9)
"""A day or two late is no news: the machine may have been off."""


def of_day(folder: Path, day: date) -> Path:
    """Return what a day's backup is called."""
    return folder / f"ad-market-{day}.zip"


def dated(folder: Path) -> dict[date, Path]:
    """Return the dated backups in a folder by their day, the oldest first; raises BackupProblem."""
    try:
        files = list(folder.iterdir())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BackupProblem(f"{folder} cannot be read: {error.strerror}") from None
    matches = ((NAME.fullmatch(file.name), file) for file in files)
    return dict(sorted((date.fromisoformat(match[1]), file) for match, file in matches if match))


def back_up_if_due(installation: Installation, config_file: Path) -> Path | None:
    """Write this week's backup and remove the oldest; None where none is due or asked for.

    Raises BackupProblem where it cannot be written; then none is removed.
    """
    section, store = installation.config.backup, installation.store
    if section is None:
        return None
    made = dated(section.folder)
    if not _is_due(installation, max(made, default=None)):
        return None
    today = installation.now().date()
    try:
        section.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupProblem(f"{section.folder} cannot be made: {error.strerror}") from None
    file = of_day(section.folder, today)
    write_backup(store, text_for_backup(config_file), file, with_identifiers=False)
    made[today] = file
    try:
        for day in sorted(made)[: -section.keep]:
            made[day].unlink(missing_ok=True)
    except OSError as error:
        raise BackupProblem(f"{section.folder}: {error.strerror}; old backups stay") from None
    return file


def _is_due(installation: Installation, newest: date | None) -> bool:
    """Tell whether a backup is due: when the week's sweeps are in it, or it can wait no longer."""
    today, counted = installation.now().date(), installation.store.newest_counted()
    if newest is not None:
        is_late, is_early = today >= newest + AT_LATEST, today < newest + EVERY
    else:
        is_late, is_early = counted != installation.week(), counted is None
    return not is_early and (is_late or not installation.has_untried())
