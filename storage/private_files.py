"""Files that nobody but their owner may read: where they lie, how they are made and destroyed.

Overwriting before removal is done because it costs nothing. It proves nothing on flash storage and
on file systems that copy on write: there, what makes the key worthless is that the identifiers are
gone as well. A network folder is no place for a database or a key: SQLite's locks are not to be
relied on there, what is deleted may live on in somebody else's snapshots, and whoever runs the
server can read along.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from storage.errors import KeyProblem

BLOCK = 1 << 20
MOUNTS = Path("/proc/self/mountinfo")
NETWORK_TYPES = (
    "nfs", "cifs", "smb", "9p", "afs", "ceph", "glusterfs", "ncpfs", "lustre",
    "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs", "davfs", "fuse.gvfsd",
)  # fmt: skip


def private_folder(folder: Path) -> None:
    """Make a folder with mode 0700; raise KeyProblem for one that others can enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_open_folder(folder)


def refuse_open_folder(folder: Path) -> None:
    """Raise KeyProblem for a folder that others can enter or that is not ours."""
    status = folder.stat()
    if status.st_mode & 0o077:
        mode = stat.S_IMODE(status.st_mode)
        raise KeyProblem(f"{folder} can be entered by others (mode {mode:o}); chmod 700 it")
    _refuse_stranger(folder, status.st_uid)


def make_private(file: Path, content: bytes) -> None:
    """Write a new file with mode 0600 to the disk, whole or not at all.

    Raises OSError, FileExistsError among them.
    """
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError:  # a full disk: what is there is no key, and would stand in the way of one
        file.unlink()
        raise
    _sync_folder(file.parent)


@contextmanager
def new_private_file(file: Path) -> Iterator[BinaryIO]:
    """Give an empty file to write; it gets its name when all is in it and on the disk.

    Where the system can (Linux, on most file systems), it has no name until then, so that a process
    that is killed leaves nothing of it. Raises OSError, FileExistsError for a name that is taken.
    """
    try:
        handle, unfinished = os.open(file.parent, os.O_TMPFILE | os.O_RDWR, 0o600), None
    except (AttributeError, OSError):  # another system, or a file system that has no such files
        number, name = tempfile.mkstemp(dir=file.parent, prefix=".backup-")
        handle, unfinished = number, Path(name)
    try:
        with os.fdopen(handle, "w+b") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
            _give_name(unfinished or Path(f"/proc/self/fd/{opened.fileno()}"), file)
        _sync_folder(file.parent)
    finally:
        if unfinished is not None:
            unfinished.unlink()


def _give_name(unfinished: Path, file: Path) -> None:
    # Only with a folder's descriptor does Python ask for what the link under /proc leads to.
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.link(unfinished, file.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def read_private(file: Path, *, is_ours: bool = True, most: int = 1024) -> bytes:
    """Return what is in a file; raises OSError, and KeyProblem when others can read it.

    Of a long file the first `most` bytes.

    A systemd credential (`is_ours` False) belongs to root and is opened to the service by an
    access list, which shows as rights of the group: there, only rights of all others are refused.
    """
    # The descriptor is judged, not the name: what is read is what was looked at.
    with file.open("rb") as opened:
        status = os.fstat(opened.fileno())
        if status.st_mode & (0o077 if is_ours else 0o007):
            mode = stat.S_IMODE(status.st_mode)
            raise KeyProblem(f"{file} can be read by others (mode {mode:o}); chmod 600 it")
        if is_ours:
            _refuse_stranger(file, status.st_uid)
        return opened.read(most)


def overwrite_and_remove(file: Path) -> None:
    """Overwrite a file with chance, bring that to the disk, and remove it; raises OSError.

    One that cannot be removed is left as it is: chance under its name would pass for a key.
    """
    refuse_lasting_file(file)
    with file.open("r+b") as opened:
        _overwrite(opened)
    file.unlink()
    _sync_folder(file.parent)


@contextmanager
def overwritten_once_removed(file: Path) -> Iterator[None]:
    """Hold a file open, and overwrite it if the block has removed it; raises OSError.

    Nothing is done where it is not there, nor on Windows, where nobody can remove an open file.
    """
    if os.name != "posix" or not file.exists():
        yield
        return
    with file.open("r+b") as opened:
        yield
        if os.fstat(opened.fileno()).st_nlink == 0:
            _overwrite(opened)


def _overwrite(opened: BinaryIO) -> None:
    left = os.fstat(opened.fileno()).st_size
    while left > 0:  # the copy of a database does not fit in memory
        left -= opened.write(secrets.token_bytes(min(left, BLOCK)))
    opened.flush()
    os.fsync(opened.fileno())


def refuse_lasting_file(file: Path) -> None:
    """Raise OSError for a file that is there and that we may not overwrite, or not remove."""
    effective = os.access in os.supports_effective_ids
    for place in (file.parent, file):
        if not os.access(place, os.W_OK, effective_ids=effective):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))


def _refuse_stranger(path: Path, owner: int) -> None:
    if owner != os.geteuid():
        raise KeyProblem(
            f"{path} belongs to user {owner}, and this is user {os.geteuid()}; who owns a "
            "key can read it, so chown it"
        )


def _sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk, so that a power cut cannot bring back what was gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def network_type(path: Path) -> str | None:
    """Return the kind of network file system that a path lies on; None for a local one.

    Only Linux tells; elsewhere the answer is always None, and docs/privacy.md says so.
    """
    try:
        lines = MOUNTS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return network_type_in(lines, path.resolve())


def network_type_in(mounts: list[str], path: Path) -> str | None:
    """Look a resolved path up in the lines of /proc/self/mountinfo (proc(5))."""
    covering = [
        (len(Path(point).parts), position, kind)
        for position, (point, kind) in enumerate(map(_point_and_kind, mounts))
        if path.is_relative_to(point)
    ]
    _, _, kind = max(covering, default=(0, 0, ""))
    return kind if kind.startswith(NETWORK_TYPES) else None


def _point_and_kind(line: str) -> tuple[str, str]:
    before, _, after = line.partition(" - ")
    return before.split()[4].replace("\\040", " "), after.split()[0]
