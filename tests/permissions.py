"""What an ordinary user may not do, tried by a test that is run as root, too."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION_3 = 0x20080522  # linux/capability.h
OVERRIDES = (1 << 1) | (1 << 2)  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def closed_to_us(place: Path, left: int = 0) -> Iterator[None]:
    """Let nobody enter a folder, or write to a place, not even root, as long as this lasts.

    `left` are the rights that stay, as 0o500 of a folder that can be read only.

    Root's thread lays down what lets it pass over permissions, and those that it starts inherit it.
    """
    mode = place.stat().st_mode
    place.chmod(left)
    try:
        with _without_overrides():
            assert not os.access(place, os.W_OK, effective_ids=True)
            yield
    finally:
        place.chmod(mode)


@contextmanager
def _without_overrides() -> Iterator[None]:
    system = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(VERSION_3, 0), (_Sets * 2)()
    assert system.capget(ctypes.byref(header), sets) == 0
    before = sets[0].effective
    sets[0].effective = before & ~OVERRIDES
    assert system.capset(ctypes.byref(header), sets) == 0
    try:
        yield
    finally:
        sets[0].effective = before
        assert system.capset(ctypes.byref(header), sets) == 0
