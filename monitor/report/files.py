"""The files of a report: all of a kind made of one document, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from monitor.report.compose import Report, document
from monitor.report.document import Document
from monitor.report.render import chart_picture, open_data
from monitor.report.words import Words

FORMATS = ("docx", "xlsx", "html", "csv", "svg", "png")

Makers = Mapping[str, Callable[[], bytes]]
"""How each file is made, by its path within the folder."""


class OutputProblem(Exception):
    """A report file cannot be written."""


def write_files(
    report: Report,
    words: Words,
    out: Path,
    formats: Collection[str] = FORMATS,
    template: Path | None = None,
    *,
    when_written: Callable[[], None] = lambda: None,
    watch: Callable[[str, int], None] = lambda _name, _files: None,
) -> list[Path]:
    """Write a report's files into a folder, all of them or none; raises OutputProblem.

    What was released can be read by everybody, a draft by its owner only; and what was released is
    not written otherwise: a revision has names of its own. `when_written` is called when all are on
    the disk and none is in its place: what it raises leaves no file. `watch` is told each file
    before it is made, and of how many. The Word file begins as the user's `template`, if any.
    """
    _refuse_unwritable(out)
    makers = _makers(report, words, formats, template)
    contents = {}
    for name, make in makers.items():
        watch(name, len(makers))
        contents[out / name] = make()
    if report.is_released:
        _refuse_other(contents)
    return write_whole(contents, 0o644 if report.is_released else 0o600, when_written)


def _makers(
    report: Report, words: Words, formats: Collection[str], template: Path | None
) -> Makers:
    """Return how the files are made; libraries load only for the kinds that are asked for."""
    made = document(report, words)
    of, language = report.label, words.language
    mark = "simulated-" if report.simulated else ""
    name = f"{mark}report-{of}-{language}"
    makers: dict[str, Callable[[], bytes]] = {}
    if "docx" in formats:
        makers[f"{name}.docx"] = partial(_word_file, made, template)
    if "xlsx" in formats:
        from monitor.report.render.excel import workbook  # noqa: PLC0415

        makers[f"{name}.xlsx"] = partial(workbook, made)
    if "html" in formats:
        from monitor.report.render.web_page import render_page  # noqa: PLC0415

        makers[f"{name}.html"] = partial(render_page, made)
    if "csv" in formats:
        # Open data are the same in every language, and so is what describes them.
        data, described = open_data.datasets(report), document(report, Words("en"))
        for file, content in open_data.package(data, described, f"{mark}report-{of}"):
            makers[f"{mark}data-{of}/{file}"] = content.encode
        for table in made.tables:
            file = f"{mark}table-{table.number}-{of}-excel-{language}.csv"
            makers[file] = partial(open_data.for_excel, table, made)
    for chart in made.charts:
        file = f"{mark}figure-{chart.number}-{of}-{language}"
        if "svg" in formats:
            makers[f"{file}.svg"] = partial(chart_picture.svg_file, chart, made)
        if "png" in formats:
            makers[f"{file}.png"] = partial(chart_picture.png_file, chart, made)
    return makers


def _word_file(made: Document, template: Path | None) -> bytes:
    from monitor.report.render.word import word_file  # noqa: PLC0415
    from monitor.report.render.word_template import TemplateProblem  # noqa: PLC0415

    try:
        return word_file(made, template)
    except TemplateProblem as problem:
        raise OutputProblem(f"{problem}. Nothing was written") from None


def _refuse_other(contents: Mapping[Path, bytes]) -> None:
    """Raise OutputProblem where a released file would be written otherwise."""
    for path, content in contents.items():
        if path.is_file() and path.read_bytes() != content:
            raise OutputProblem(
                f"{path} is not as this release would write it: it was changed, or made by another "
                "version of this program, with another template or on another database. Nothing "
                "was written: name another folder with --out, or move the files away"
            )


def write_whole(
    contents: Mapping[Path, bytes], mode: int, when_written: Callable[[], None] = lambda: None
) -> list[Path]:
    """Write files beside their places, bring them to the disk, and then move all into place.

    Raises OutputProblem, and then none of them is there.
    """
    path = next(iter(contents))
    with ExitStack() as temporary:
        written: list[tuple[Path, Path]] = []
        try:
            for path, content in contents.items():
                _make_folder(path.parent, temporary)
                if path.is_dir():  # told before any file takes the place of an older one
                    raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-")
                temporary.callback(Path(name).unlink, missing_ok=True)
                written.append((Path(name), path))
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).chmod(mode)
            when_written()
            for moving in _moved(written, temporary):
                path = moving
        except OSError as error:
            raise OutputProblem(_why(path, error)) from None
    return [path for _, path in written]


def _make_folder(folder: Path, temporary: ExitStack) -> None:
    """Make a folder and those above it, which go again if nothing comes into them."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for parent in reversed(missing):
        temporary.callback(_remove_empty, parent)


def _remove_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()


def _moved(written: list[tuple[Path, Path]], temporary: ExitStack) -> Iterator[Path]:
    """Move files into place, yielding each before it is moved; if one cannot be, none has been."""
    done: list[tuple[Path, Path | None]] = []
    try:
        for source, path in written:
            yield path
            older = source.with_name(f"{source.name}.older") if path.exists() else None
            if older:
                path.replace(older)
                temporary.callback(older.unlink, missing_ok=True)
            done.append((path, older))
            source.replace(path)
    except OSError:
        for path, older in reversed(done):
            path.unlink(missing_ok=True)
            if older:
                older.replace(path)
        raise


def _refuse_unwritable(folder: Path) -> None:
    """Raise OutputProblem where nothing can be written, before anything is drawn for it."""
    try:
        with tempfile.TemporaryFile(dir=next(p for p in (folder, *folder.parents) if p.exists())):
            pass
    except OSError as error:
        raise OutputProblem(_why(folder, error)) from None


def _why(path: Path, error: OSError) -> str:
    """Say what cannot be written, why, and what to do about it."""
    what = f"{path} cannot be written: {error.strerror}."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        what += " It may be open in another program, or the folder may be another user's:"
        return f"{what} close it, or name another folder with --out. Nothing was written"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{what} Make room, or name another folder with --out. Nothing was written"
    return f"{what} Name another folder with --out. Nothing was written"
