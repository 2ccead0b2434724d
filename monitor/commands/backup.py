"""`monitor backup` and `monitor restore`: counts, ledger and config in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.backup import BackupProblem, read_config, restore_backup, write_backup
from monitor.collect import Collector
from monitor.commands.common import DEFAULT_CONFIG, ConfigOption, opened, out
from monitor.config import text_for_backup, write_restored
from storage.errors import KeyProblem
from storage.keys import fingerprint, load_key

FileArgument = Annotated[Path, typer.Argument(help="The backup file.")]


def backup(
    file: FileArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    with_identifiers: Annotated[
        bool, typer.Option("--with-identifiers", help="Also open years' identifiers; never keys.")
    ] = False,
) -> None:
    """Write counts, ledger and config into one file; identifiers only if asked for."""
    with opened(config) as collector:
        keys = collector.config.storage.keys
        if file.resolve().is_relative_to(keys.resolve()):
            raise BackupProblem(f"{file} lies in the folder of the keys; keep the two apart")
        text = text_for_backup(config)
        write_backup(collector.store, text, file, with_identifiers=with_identifiers)
    held = "and identifiers; keep it away from the keys" if with_identifiers else "no identifiers"
    out.print(f"Written: {file} (counts, ledger, config, {held})", markup=False)


def restore(file: FileArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Bring a backup back into an empty database; closed years never get identifiers back."""
    text = read_config(file)
    if not config.exists():
        write_restored(config, text)
        out.print(f"Written: {config}, from the backup", markup=False)
    with opened(config) as collector:

        def is_usable(year: int, mark: str) -> bool:
            return _has_key(collector, year, mark)

        restored = restore_backup(collector.store, file, is_usable)
    out.print(f"Restored: {file}", markup=False)
    for year in restored.with_identifiers:
        out.print(f"{year}: with identifiers")
    for year in restored.left_out:
        out.print(
            f"{year}: counts only. Identifiers come back only for a year that is not closed and "
            "whose key is here"
        )


def _has_key(collector: Collector, year: int, mark: str) -> bool:
    """Return whether a year's key is here and is the one of this fingerprint."""
    config = collector.config
    try:
        return fingerprint(load_key(config.storage.keys, year, config.key_elsewhere)) == mark
    except KeyProblem:
        return False
