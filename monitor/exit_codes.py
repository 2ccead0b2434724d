"""What a command ends with, by the kind of its error. Kinds are named, so that none is loaded."""

from __future__ import annotations

CONFIG_WRONG = 2
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
    "OutputProblem": 5,
    "BackupProblem": 5,
    "ImportProblem": 5,
    "PortTakenError": 5,
}
"""What a person can mend, by the name of its class."""


def code_of(error: Exception) -> int | None:
    """Return the exit code of an error, by its class or one that it is a kind of; None for ours."""
    kinds = (kind.__name__ for kind in type(error).__mro__)
    return next((EXIT_CODES[kind] for kind in kinds if kind in EXIT_CODES), None)
