"""The service: it wakes every few minutes, lets what is due be swept, and ends when it is told to.

In comes a collector, out goes an exit code; what it does besides is keep the installation well, and
tell others by a watcher that is handed in. It remembers nothing that the ledger does not know, so
that sleep, restarts and several machines lose nothing. How a machine starts it stands here, too.
"""
