"""The search for canaries finds what it is to find, in every form, and nothing else."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from monitor.audit.canary_search import Needle, needles, search

VALUES = ("+4742419753", "q8t7z2x7slug")


# In one order, so that several workers agree on which test is which.
NEEDLES = sorted(needles(VALUES), key=lambda needle: (needle.form, needle.content))


@pytest.mark.parametrize("needle", NEEDLES, ids=lambda needle: needle.form)
def test_a_canary_is_found_in_each_of_its_forms(tmp_path: Path, needle: Needle) -> None:
    """Deep in a folder and in the middle of a file."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"before" + needle.content + b"after")
    assert needle.form in {found.form for found in search([tmp_path], VALUES)}


@pytest.mark.parametrize("form", ["text", "hex", "base64", "UTF-16", "integer", "packed decimal"])
def test_every_form_that_the_design_names_is_searched_for(form: str) -> None:
    """A form left out would make the search blind to it."""
    assert form in {needle.form for needle in needles(VALUES)}


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "blake2b", "blake2s"])
def test_unkeyed_hashes_of_all_usual_kinds_are_searched_for(name: str) -> None:
    """An unkeyed hash of a number is the number."""
    assert {f"unkeyed {name}", f"unkeyed {name} in hex"} <= {n.form for n in needles(VALUES)}


def test_a_value_is_found_wherever_in_a_longer_text_its_base64_begins(tmp_path: Path) -> None:
    """Base64 of the same letters looks different at three offsets."""
    import base64  # noqa: PLC0415 - the tool of this one test

    for shift in range(3):
        text = b"x" * shift + VALUES[1].encode() + b"tail"
        (tmp_path / f"{shift}").write_bytes(base64.b64encode(text))
    assert {found.file.name for found in search([tmp_path], VALUES)} == {"0", "1", "2"}


def test_archives_are_opened_one_inside_the_other(tmp_path: Path) -> None:
    """A docx is a zip, and a backup of it may be a gzip."""
    inner = tmp_path / "report.docx"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:t>42 41 97 53</w:t>")
    (tmp_path / "report.docx.gz").write_bytes(gzip.compress(inner.read_bytes()))
    names = {found.file.name for found in search([tmp_path], VALUES)}
    assert names == {"report.docx", "report.docx.gz"}


def test_a_number_kept_as_an_integer_in_a_database_is_found(tmp_path: Path) -> None:
    """In four bytes, among hashes, only the database itself can tell."""
    with closing(sqlite3.connect(tmp_path / "some.sqlite")) as database:
        database.execute("CREATE TABLE kept (number INTEGER)")
        database.execute("INSERT INTO kept VALUES (42419753)")
        database.commit()
    assert [found.form for found in search([tmp_path], VALUES)] == ["integer in a database"]


def test_files_older_than_the_canary_are_not_opened(tmp_path: Path) -> None:
    """They cannot hold it, and a folder may hold a great many of them."""
    file = tmp_path / "old"
    file.write_text(VALUES[1])
    os.utime(file, (1000, 1000))
    assert (search([tmp_path], VALUES, since=2000), len(search([tmp_path], VALUES))) == ([], 1)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", b"\x1f\x8b broken", b"SQLite format 3\0"]
)
def test_a_broken_file_is_searched_as_it_is(tmp_path: Path, content: bytes) -> None:
    """It ends the search of nothing else."""
    (tmp_path / "a").write_bytes(content)
    (tmp_path / "b").write_bytes(VALUES[1].encode())
    assert [found.file.name for found in search([tmp_path], VALUES)] == ["b"]


def test_folders_that_come_and_go_meanwhile_end_no_search(tmp_path: Path) -> None:
    """The temporary folder belongs to every program of the machine."""
    (tmp_path / "stays").write_text(VALUES[1], encoding="utf-8")
    stopped = Event()

    def churn() -> None:
        while not stopped.is_set():
            for number in range(20):
                (tmp_path / f"{number}" / "deep" / "deeper").mkdir(parents=True)
            for number in range(20):
                shutil.rmtree(tmp_path / f"{number}")

    other = Thread(target=churn)
    other.start()
    try:
        hits = [search([tmp_path], VALUES[1:]) for _ in range(200)]
    finally:
        stopped.set()
        other.join()
    assert all({hit.file.name for hit in found} == {"stays"} for found in hits)
