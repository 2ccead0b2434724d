"""A network folder is recognised by the mount that covers a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.private_files import network_type, network_type_in

MOUNTS = [
    "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
    "30 22 0:40 / /home rw,relatime - nfs4 server:/home rw",
    "31 30 254:1 / /home/local rw,relatime - xfs /dev/vdb rw",
    "32 22 0:41 / /mnt/our\\040share rw,relatime - cifs //server/share rw",
    "33 22 0:42 / /media/far rw,relatime - fuse.sshfs far: rw",
]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/var/lib/monitor.sqlite", None),
        ("/home/user/data/monitor.sqlite", "nfs4"),
        ("/home/local/monitor.sqlite", None),
        ("/homes/monitor.sqlite", None),
        ("/mnt/our share/keys", "cifs"),
        ("/media/far/keys", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_decides(path: str, expected: str | None) -> None:
    """A local disk inside a network folder is local."""
    assert network_type_in(MOUNTS, Path(path)) == expected


def test_the_folder_of_the_tests_is_local(tmp_path: Path) -> None:
    """The real table of this machine can be read."""
    assert network_type(tmp_path) is None


def test_where_the_system_does_not_tell_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/privacy.md says for which systems that is so."""
    monkeypatch.setattr("storage.private_files.MOUNTS", tmp_path / "nothing")
    assert network_type(Path("/home")) is None
