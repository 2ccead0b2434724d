"""What is kept: the ledger, keyed identifiers while a year is open, counts, releases, and the keys.

In: finished sweeps and what a person decided. Out: sightings of an open year, for counting; true
counts (`store`), for the installation's own screens and checks; protected ones (`publishable`), for
all that leaves it. Each sweep is written whole or not at all, and no time finer than a week stands
beside an identifier.

`store` is the way in and out: each of its methods is a transaction of a function that takes an open
connection. `columns` says how a value is kept in a row, `closings` ends a year, `keys` and
`keys_folder` are its key in a file outside the database, `dump` its rows in a backup, `migrations`
how an older database becomes today's. Only here SQL is spoken; how things are counted is handed in.
"""
