"""What can go wrong below the counting: keys, databases, years that are over.

StorageError
├─ KeyProblem         no key, a key that others can read, a second key, the wrong key
├─ DatabaseProblem    not writable, full, locked, not ours
│  ├─ HeldElsewhere    somebody else has what was asked for; it may be free later
│  └─ DatabaseAway     the server cannot be reached just now; it may be a moment later
├─ TakenOver          another machine has begun the sweep anew, so that this one counts no more
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


class HeldElsewhere(DatabaseProblem):
    """Somebody else sweeps the portal, or another one on its host."""


class DatabaseAway(DatabaseProblem):
    """The database's server cannot be reached just now."""


class TakenOver(StorageError):
    """The sweep was begun anew by another, or given up, before it was stored."""


class IdentifiersGone(StorageError):
    """What was asked for needs identifiers, and they are deleted or do not bear it out."""


class ApprovalRefused(StorageError):
    """A portal's numbers must not be compared with those of others, or not yet."""


class ClockWrong(StorageError):
    """The clock tells a week before one that was counted, or one far after the newest sweep."""
