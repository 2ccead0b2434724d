"""What can go wrong below the counting: keys, databases, years that are over.

StorageError
├─ KeyProblem         no key, a key that others can read, a second key, the wrong key
├─ DatabaseProblem    not reachable, not writable, full, locked, not ours
└─ IdentifiersGone    what was asked for needs identifiers that were deleted, or does not fit them

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
