"""`monitor backup`, `restore` and `adopt`: counts, ledger and config in one file, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import (
    DEFAULT_CONFIG,
    ByOption,
    ConfigOption,
    ask_reason,
    checked_reason,
    opened,
    out,
    unwritable,
)
from monitor.commands.progress_display import progress
from monitor.config import text_for_backup, write_restored
from monitor.installation import database_guard
from monitor.installation.backup_file import (
    BackupProblem,
    read_config,
    rehearse,
    restore_backup,
    write_backup,
)
from monitor.installation.installation import Installation
from monitor.installation.year_keys import key_of
from scrapers.model import Hidden
from storage.errors import KeyProblem
from storage.keys import load_key
from storage.store import Store
from storage.weeks import weeks_written

FileArgument = Annotated[Path, typer.Argument(help="The backup file.")]


def backup(
    file: FileArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    with_identifiers: Annotated[
        bool, typer.Option("--with-identifiers", help="Also open years' identifiers; never keys.")
    ] = False,
    by: ByOption = "",
) -> None:
    """Write counts, ledger and config into one file; identifiers only if asked for."""
    with opened(config) as installation:
        keys = installation.config.storage.keys
        if file.resolve().is_relative_to(keys.resolve()):
            raise BackupProblem(f"{file} lies in the folder of the keys; keep the two apart")
        text = text_for_backup(config)
        years = sorted(installation.store.years_with_identifiers()) if with_identifiers else []
        # Without its key a year would be in the backup and could never come back from it.
        sealed = {year: key_of(installation.config, installation.store, year) for year in years}
        if why := unwritable(file.parent):
            raise BackupProblem(f"{file} cannot be written: {why}")
        if with_identifiers and not file.exists():
            # Written down first: none may leave that the journal does not know of.
            installation.store.note(
                installation.entry("backup with identifiers", _named(years), by)
            )
        with progress("Backup") as step:
            write_backup(
                installation.store,
                text,
                file,
                with_identifiers=with_identifiers,
                key_of=sealed.get,
                watch=step,
            )
    held = "and identifiers; keep it away from the keys" if with_identifiers else "no identifiers"
    out.print(f"Written: {file} (counts, ledger, config, {held})")


def restore(
    file: FileArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
    only_rehearse: Annotated[
        bool,
        typer.Option("--rehearse", help="Only try whether it could be restored; change nothing."),
    ] = False,
) -> None:
    """Bring a backup back into an empty database; closed years never get identifiers back."""
    text = read_config(file)
    if only_rehearse:
        own, portals = rehearse(file)
        out.print(
            f"{file} can be restored: {weeks_written(own.weeks)} of "
            f"{', '.join(portals) or 'no portal'}. "
            "It was tried with a database of its own, which is gone again; nothing was changed",
        )
        return
    if not config.exists():
        write_restored(config, text)
        out.print(f"Written: {config}, from the backup")
    with opened(config, any_database=True) as installation:
        restored = restore_backup(installation.store, file, partial(_key, installation))
        own = database_guard.adopt_database(installation.config, installation.store)
        years = restored.with_identifiers
        subject = f"with identifiers of {_named(years)}" if years else "counts only"
        installation.store.note(installation.entry("restore", subject, by))
        installation.tidy()
        reasons = {year: _why_left_out(installation, year) for year in restored.left_out}
        lost = list(_lost_figures(installation.store, years))
    out.print(f"Restored: {file}, with {weeks_written(own.weeks)}")
    for year in restored.with_identifiers:
        out.print(f"{year}: with identifiers")
    for year, reason in reasons.items():
        out.print(f"{year}: counts only{reason}")
    for sentence in lost:
        out.print(sentence)


def _lost_figures(store: Store, with_identifiers: Collection[int]) -> Iterator[str]:
    """Yield of which released years nothing can make all figures again."""
    released = {release.year for release in store.publishable.releases.all()}
    for year in sorted(released.difference(with_identifiers, store.closings())):
        yield (
            f"{year}: its report was released before it was closed, and its figures over the whole "
            "year cannot be made again without identifiers. A backup with them, or from after its "
            "closing, has them; else its report goes on as a revision"
        )


def _why_left_out(installation: Installation, year: int) -> str:
    """Return why a year came back without identifiers, and what would bring them."""
    if year in installation.store.closings():
        return ": it is closed, and a closed year has none"
    again = "move this database away, before anything is swept, and restore again"
    if _key(installation, year) is None:
        places = installation.config.storage.keys
        return (
            f": its key is not here. If {year} was closed after this backup was written, the key "
            "was destroyed on purpose, and only a backup from after the closing has the figures of "
            f"the whole year. If not, put the key into {places} to have its identifiers, {again}"
        )
    return (
        ": the key that is here is not the one that this backup was written with, or the backup "
        f"was changed since. If another key or backup is the right one, {again}"
    )


def _named(years: Sequence[int]) -> str:
    return ", ".join(map(str, years)) or "none"


def _key(installation: Installation, year: int) -> Hidden[bytes] | None:
    """Return a year's key if it is here and can be used."""
    config = installation.config
    try:
        return load_key(*config.key_location(year))
    except KeyProblem:
        return None


def adopt(
    config: ConfigOption = DEFAULT_CONFIG,
    reason: Annotated[
        str,
        typer.Option(
            help="Why the database before is given up, for the journal. Asked for where it is left "
            "out.",
            callback=checked_reason,
        ),
    ] = "",
    by: ByOption = "",
) -> None:
    """Take the database that is there for this installation's own, whatever was before."""
    with opened(config, any_database=True) as installation:
        weeks = weeks_written(installation.store.own_database().weeks)
        if database_guard.is_own(installation.config, installation.store):
            out.print(f"The database that {config} names, with {weeks}, is this installation's own")
            return
        why = reason or ask_reason("Why is the database before given up?")
        database_guard.adopt_database(installation.config, installation.store)
        entry = installation.entry("database adopted", f"with {weeks}", by, why)
        installation.store.note(entry)
    out.print(f"Adopted: the database that {config} names, with {weeks}")
