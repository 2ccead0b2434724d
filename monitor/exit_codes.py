"""What a command ends with, by the kind of its error. Kinds are named, so that none is loaded."""

from __future__ import annotations

import errno

CONFIG_WRONG = 2
FILES_WRONG = 5
EXIT_CODES = {
    "NothingCounted": 1,
    "ReleaseProblem": 1,
    "NotClosable": 1,
    "IdentifiersGone": 1,
    "ApprovalRefused": 1,
    "ClockWrong": 1,
    "ConfigProblem": CONFIG_WRONG,
    "AlertsProblem": CONFIG_WRONG,
    "EventProblem": CONFIG_WRONG,
    "NotADemoFolder": 2,
    "KeyProblem": 3,
    "DatabaseProblem": 4,
    "OutputProblem": FILES_WRONG,
    "BackupProblem": FILES_WRONG,
    "ImportProblem": FILES_WRONG,
    "PortTakenError": FILES_WRONG,
}
"""What a person can mend, by the name of its class."""

OF_THE_MACHINE = {
    *(errno.EACCES, errno.EPERM, errno.EROFS),
    *(errno.ENOSPC, errno.EDQUOT, errno.EIO),
    *(errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR),
}
"""What a folder or a disk can have wrong with it wherever it is used; other errors are ours."""


def code_of(error: Exception) -> int | None:
    """Return the exit code of an error, by its class or one that it is a kind of; None for ours."""
    if is_of_the_machine(error):
        return FILES_WRONG
    kinds = (kind.__name__ for kind in type(error).__mro__)
    return next((EXIT_CODES[kind] for kind in kinds if kind in EXIT_CODES), None)


def is_of_the_machine(error: Exception) -> bool:
    """Tell whether an error is that of a folder, a file or a disk, for a person to mend."""
    return isinstance(error, OSError) and error.errno in OF_THE_MACHINE


def sentence_of(error: Exception) -> str:
    """Return what an error says to a person: for one of the machine, where it is and what it is."""
    if not (isinstance(error, OSError) and is_of_the_machine(error)):
        return str(error)
    place = "a file or folder" if error.filename is None else error.filename
    return (
        f"{place} cannot be used: {error.strerror}. Let the user that runs this use it, or name "
        "another place"
    )
