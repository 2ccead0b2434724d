"""What can go wrong below the counting: keys, databases, years that are over.

StorageError
├─ KeyProblem         no key, a key that others can read, a second key, the wrong key
├─ DatabaseProblem    not reachable, not writable, full, locked, not ours
├─ IdentifiersGone    what was asked for needs identifiers that were deleted, or does not fit them
├─ ApprovalRefused    a portal must not be compared with the others, or not yet
└─ ClockWrong         the clock tells a week that cannot be, by what was swept

Messages say where, what was expected, what was found and what to do.
"""


class StorageError(Exception):
    """A problem with what is kept, in words a person can act on."""


class KeyProblem(StorageError):
    """The year's key is missing or must not be used."""


class DatabaseProblem(StorageError):
    """The database cannot be used."""


class IdentifiersGone(StorageError):
    """What was asked for needs identifiers, and they are deleted or do not bear it out."""


class ApprovalRefused(StorageError):
    """A portal's numbers must not be compared with those of others, or not yet."""


class ClockWrong(StorageError):
    """The clock tells a week before one that was counted, or one far after the newest sweep."""
