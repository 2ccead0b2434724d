"""The files of a report: all or none, by names that tell what they are, never over a release."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.report.annual import Annual
from monitor.report.files import FORMATS, OutputProblem, write_files
from monitor.report.words import Words
from monitor.report.year_rows import ReportContext
from storage.records import Release
from tests.commands import contents
from tests.monitor.report.test_annual import made_anew, two_years

NB = Words("nb")
FIRST = Release(2022, 1, date(2023, 2, 1), "")
SECOND = Release(2022, 2, date(2023, 3, 1), "counted twice")


def released(*releases: Release, lead: Annual | None = None) -> Annual:
    return replace(lead or two_years(simulated=False), context=ReportContext(releases=releases))


@pytest.mark.parametrize("kind", FORMATS)
def test_only_the_kinds_that_were_asked_for_are_written(tmp_path: Path, kind: str) -> None:
    """Open data come with their description."""
    files = write_files(two_years(), NB, tmp_path, [kind])
    wanted = {".csv", ".json"} if kind == "csv" else {f".{kind}"}
    assert {file.suffix for file in files} == wanted
    assert all("simulated" in str(file.relative_to(tmp_path)) for file in files)


def test_two_languages_lie_beside_each_other_and_the_data_are_the_same(tmp_path: Path) -> None:
    """A report for Oslo and one for Geneva, from one folder."""
    write_files(two_years(simulated=False), NB, tmp_path, ["html", "csv"])
    first = contents(tmp_path)
    write_files(two_years(simulated=False), Words("en"), tmp_path, ["html", "csv"])
    both = contents(tmp_path)
    assert (
        first.items()
        <= {**both, "data-2022/datapackage.json": first["data-2022/datapackage.json"]}.items()
    )
    assert {"report-2022-nb.html", "report-2022-en.html"} <= both.keys()


def test_no_file_tells_where_or_by_whom_it_was_made(tmp_path: Path) -> None:
    """No path, no user, and the same bytes from another folder."""
    one, two = (tmp_path / name for name in ("one", "two"))
    for folder in (one, two):
        write_files(made_anew(4), NB, folder)
    assert contents(one) == contents(two)
    assert not [name for name, text in contents(one).items() if str(tmp_path).encode() in text]


def test_a_release_written_again_is_the_same_and_a_changed_one_is_not_written_over(
    tmp_path: Path,
) -> None:
    """What somebody has downloaded stays what it is; the sentence says which, and what to do."""
    report = released(FIRST)
    first = write_files(report, NB, tmp_path, ["html", "csv"])
    later = replace(report, settings=replace(report.settings, today=date(2024, 5, 1)))
    assert write_files(later, NB, tmp_path, ["html", "csv"]) == first
    before = contents(tmp_path)
    with pytest.raises(OutputProblem, match=r"report-2022-r1-nb\.html is not as .*--out") as raised:
        write_files(released(FIRST, lead=made_anew(9, simulated=False)), NB, tmp_path, ["html"])
    assert "Nothing was written" in str(raised.value)
    assert contents(tmp_path) == before


def test_a_revision_and_a_draft_leave_the_release_alone(tmp_path: Path) -> None:
    """Each has names of its own."""
    write_files(released(FIRST), NB, tmp_path, ["html"])
    before = contents(tmp_path)
    write_files(released(FIRST, SECOND), NB, tmp_path, ["html"])
    write_files(two_years(simulated=False), NB, tmp_path, ["html"])
    after = contents(tmp_path)
    assert before.items() <= after.items()
    assert set(after) == {f"report-2022{name}-nb.html" for name in ("", "-r1", "-r2")}


def failing(number: int) -> Callable[[Path, Path], Path]:
    """Return a `Path.replace` that fails once, at the so-many-th time."""
    real, left = Path.replace, iter(range(number - 1))

    def replaced(self: Path, target: Path) -> Path:
        nonlocal left
        if next(left, None) is None:
            left = iter(range(1000))
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(self, target)

    return replaced


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_file_that_is_open_elsewhere_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Windows refuses to replace it; whichever it is, the others are put back."""
    write_files(two_years(), NB, tmp_path, ["csv"])
    before = contents(tmp_path)
    with monkeypatch.context() as fault:
        fault.setattr(Path, "replace", failing(number))
        with pytest.raises(OutputProblem, match="open in another program"):
            write_files(two_years(9), NB, tmp_path, ["csv"])
    assert contents(tmp_path) == before


def test_a_first_report_that_fails_leaves_no_file_and_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even an empty one."""
    monkeypatch.setattr(Path, "replace", failing(2))
    with pytest.raises(OutputProblem):
        write_files(two_years(), NB, tmp_path / "a" / "b", ["html", "csv"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.EACCES, "close it, or name another folder with --out"),
        (errno.ENOSPC, "Make room"),
        (errno.ENAMETOOLONG, "Name another folder"),
    ],
)
def test_what_cannot_be_written_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    """A folder of somebody else, a full disk, and anything else."""

    def fails(**_settings: object) -> tuple[int, str]:
        raise OSError(number, "no")

    monkeypatch.setattr("tempfile.mkstemp", fails)
    with pytest.raises(
        OutputProblem, match=r"report-2022-nb\.html cannot be written: no\."
    ) as raised:
        write_files(two_years(simulated=False), NB, tmp_path, ["html"])
    assert advice in str(raised.value)
    assert str(raised.value).endswith("Nothing was written")


def test_each_file_is_told_before_it_is_made(tmp_path: Path) -> None:
    """So that somebody who waits sees what for."""
    told: list[tuple[str, int]] = []
    files = write_files(
        two_years(), NB, tmp_path, ["svg"], watch=lambda name, of: told.append((name, of))
    )
    assert told == [(file.name, 3) for file in files]
