"""Where a file really lies: a network folder is no place for a database or a key.

Over a network, SQLite's locks are not to be relied on, what is deleted may live on in somebody
else's snapshots, and whoever runs the server can read along.
"""

from __future__ import annotations

from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
NETWORK_TYPES = (
    "nfs", "cifs", "smb", "9p", "afs", "ceph", "glusterfs", "ncpfs", "lustre",
    "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs", "davfs", "fuse.gvfsd",
)  # fmt: skip


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
