"""`monitor import`: figures that others published, or that were counted by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, ByOption, ConfigOption, opened, out
from monitor.imported_file import read_counts, refuse
from monitor.installation.installation import Installation
from storage.records import Release
from storage.year_records import ImportedCount, ImportedName


def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, a figure a row.")],
    config: ConfigOption = DEFAULT_CONFIG,
    correct: Annotated[
        bool, typer.Option("--correct", help="Let rows take the place of what they differ from.")
    ] = False,
    by: ByOption = "",
) -> None:
    """Take figures that others published or counted by hand; all rows of a file, or none."""
    with opened(config) as installation:
        rows = read_counts(file, installation.now().date())
        kept = {
            imported.name: imported for imported in installation.store.publishable.imported_counts()
        }
        # A corrected figure stays where it was imported: a release that has it is told of it.
        others = {
            row: replace(count, day=kept[count.name].day)
            for row, count in rows.items()
            if _differs(count, kept)
        }
        if not correct:
            refuse(file, [_other(row, count, kept[count.name]) for row, count in others.items()])
        fresh = [count for count in rows.values() if count.name not in kept]
        if fresh or others:
            subject = f"{len(fresh)} new, {len(others)} corrected"
            entry = installation.entry("figures imported", subject, by)
            installation.store.save_imported([*fresh, *others.values()], entry)
            _tell_released(installation, others.values())
    same = len(rows) - len(fresh) - len(others)
    out.print(f"{file}: {len(fresh)} imported, {len(others)} corrected, {same} already here.")


def _tell_released(installation: Installation, corrected: Iterable[ImportedCount]) -> None:
    """Name the released reports that a correction makes others, and how they are revised."""
    releases = installation.store.publishable.releases.all()
    for year in sorted({r.year for r in releases if any(_has(r, count) for count in corrected)}):
        out.print(
            f"The report of {year} was released with a figure that was corrected now. Publish "
            f'a revision: monitor report {year} --revision "REASON"',
        )


def _has(release: Release, count: ImportedCount) -> bool:
    """Tell whether a release has a figure."""
    return count.name.year <= release.year and count.day <= release.day


def _differs(count: ImportedCount, kept: dict[ImportedName, ImportedCount]) -> bool:
    other = kept.get(count.name)
    return other is not None and (other.value, other.method) != (count.value, count.method)


def _other(row: int, count: ImportedCount, kept: ImportedCount) -> str:
    """Tell of a row that it says otherwise than what was imported before, and what to do."""
    column = "value" if count.value != kept.value else "method"
    values = (getattr(record, column) for record in (kept, count))
    expected, given = (f"{each:.10g}" if column == "value" else each for each in values)
    return (
        f'row {row}, column {column}: expected "{expected}", as it was imported on {kept.day}, '
        f'found "{given}". If the row is right, import the file with --correct'
    )
