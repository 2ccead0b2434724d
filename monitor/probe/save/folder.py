"""Writes a case: portal.toml, answers.json, the pages and expected.json; or nothing at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from monitor.config.shorter import toml
from monitor.probe.look import Look
from monitor.probe.save.fiction import Fiction
from monitor.probe.save.pages import Pages, Written, saved_portal
from monitor.probe.save.proof import (
    NotProven,
    check_counts,
    check_nothing_real,
    counts_of,
    swept,
)
from monitor.probe.save.words import block_words, id_parts, real_digits, real_words
from scrapers.errors import ScrapeError
from scrapers.http.rate_limit import FetchContext
from scrapers.model import PlaceNames
from scrapers.portal_config import Portal, Terms

BASE = "https://portal.example"
"""Where the made-up pages are said to be; a server's address takes its place."""

HEADER = (
    "# Pages of our own making, built like the portal's: no word, id or number of it is here.\n"
    f"# The address of the server takes the place of {BASE}.\n"
)


class NotSaved(Exception):
    """Why no folder was written, or why it was deleted again."""


def save(look: Look, folder: Path, context: FetchContext) -> list[Path]:
    """Write a look as a case that sweeps to the same counts; returns the files.

    Raises NotSaved, and leaves nothing behind, where the pages cannot be made up so that they
    sweep the same and hold nothing real.
    """
    _check_savable(look, folder)
    try:
        _write_proven(look, folder, context)
    except BaseException as error:
        # Whatever went wrong, what has not been proven does not stay: not even for a Ctrl-C.
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, NotProven | ScrapeError | OSError):
            raise
        why = error.strerror if isinstance(error, OSError) else error
        raise NotSaved(f"nothing was saved: {why}") from None
    return sorted(folder.iterdir())


def _write_proven(look: Look, folder: Path, context: FetchContext) -> None:
    words, kept, ids = real_words(look), block_words(look.portal, look.places), id_parts(look)
    fiction = Fiction(look.portal, kept, words, ids, real_digits(look))
    pages = Pages(look, fiction)
    written = _distinct(list(pages.written()))
    folder.mkdir(parents=True)
    _write(folder, written, saved_portal(look, fiction, BASE), look.places)
    found = swept(folder, look, lambda base: saved_portal(look, fiction, base), context)
    check_counts(look, found)
    _write_json(folder / "expected.json", counts_of(found))
    structure = pages.structure_words | fiction.parameters
    structure |= {word for word in words if fiction.is_kept(word)}
    check_nothing_real(folder, words, frozenset(structure), ids, fiction)


def _check_savable(look: Look, folder: Path) -> None:
    if folder.exists():
        raise NotSaved(f"{folder} is there already, and is not written over")
    if look.fault is not None:
        raise NotSaved(f"nothing was saved: a sweep would end here: {look.fault.message}")
    if look.lists_read < look.lists:
        raise NotSaved(
            f"nothing was saved: only {look.lists_read} of {look.lists} lists were read; raise "
            "--pages, or probe one of them with --url"
        )
    if look.read_whole < look.ads:
        raise NotSaved(
            f"nothing was saved: {look.own_pages_needed} ads need their own page, more than are "
            "fetched for a case; take fewer list pages (--pages 1)"
        )


def _distinct(written: list[Written]) -> list[Written]:
    if len({each.path for each in written}) < len(written):
        raise NotProven("two pages came to have the same address")
    return written


def _write(folder: Path, written: list[Written], portal: Portal, places: PlaceNames) -> None:
    answers = []
    for at, each in enumerate(written, start=1):
        name = f"page-{at}.{'json' if 'json' in each.kind else 'html'}"
        (folder / name).write_text(each.text, encoding="utf-8")
        headers = {"Content-Type": each.kind}
        answers.append({"path": each.path, "status": 200, "headers": headers, "file": name})
    _write_json(folder / "answers.json", answers)
    (folder / "portal.toml").write_text(
        HEADER + _places(places) + block_of(portal), encoding="utf-8"
    )


def _places(places: PlaceNames) -> str:
    return f"places = {toml(places)}\n\n" if places else ""


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def block_of(portal: Portal) -> str:
    """Return a portal as a block of config.toml, what goes without saying left out."""
    terms = Terms(checked_by="the case itself", checked_on=portal.terms.checked_on)
    lines = dict(_settings(replace(portal, terms=terms)))
    return "[[portal]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in lines.items())


def _settings(item: object) -> Iterator[tuple[str, object]]:
    """Yield the keys and values of a part of the block that differ from the defaults."""
    assert is_dataclass(item)  # noqa: S101 - for the type checker
    for each in fields(item):
        value = getattr(item, each.name)
        if value != each.default and value not in (None, (), {}):
            yield each.name, _plain(value)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return dict(_settings(value))
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
