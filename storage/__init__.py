"""What is kept: the ledger, keyed identifiers while a year is open, weekly counts, and the keys."""
