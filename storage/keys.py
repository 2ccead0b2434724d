"""The key of each year: made once, kept beside nothing else, and never replaced silently.

A key is 32 bytes from the operating system in a file of its own, `2026.key`, readable by its
owner only. The folder is handed in; `monitor.config` sees to it that it is not the database's.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from scrapers.model import Hidden
from storage.errors import KeyProblem

KEY_BYTES = 32


def key_file(folder: Path, year: int) -> Path:
    """Return where the key of a year is kept."""
    return folder / f"{year}.key"


def new_key(folder: Path, year: int) -> Path:
    """Make the key of a year and return its file; a year that has one keeps it.

    Raises KeyProblem when there is one already or the folder cannot be written.
    """
    path = key_file(folder, year)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeyProblem(f"the keys' folder {folder} cannot be made: {error.strerror}") from None
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyProblem(
            f"{path} exists. A year has one key: with a second one, the same number would be "
            "counted as two. Nothing was changed"
        ) from None
    except OSError as error:
        raise KeyProblem(f"{path} cannot be made: {error.strerror}") from None
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return path


def load_key(folder: Path, year: int) -> Hidden[bytes]:
    """Return the key of a year.

    Raises KeyProblem when it is missing, readable by others, or not a key. There is no fallback:
    without a key nothing is swept.
    """
    path = key_file(folder, year)
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except OSError as error:
        raise KeyProblem(
            f"no key for {year}: {path}: {error.strerror}. If {year} has no identifiers yet, make "
            f"one with: monitor key new {year}"
        ) from None
    if mode & 0o077:
        raise KeyProblem(f"{path} can be read by others (mode {mode & 0o777:o}); chmod 600 it")
    if len(content) != KEY_BYTES:
        raise KeyProblem(f"{path} is not a key: expected {KEY_BYTES} bytes, found {len(content)}")
    return Hidden(content)


def fingerprint(key: Hidden[bytes]) -> str:
    """Return a short mark by which a database knows its key again; it does not give it away."""
    return hmac.digest(key.reveal(), b"fingerprint", "sha256")[:8].hex()
