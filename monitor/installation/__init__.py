"""An installation: what the pure folders compute, done with what one database, config and key hold.

In come the config, the store and a clock; out go judged weeks, counted and closed years, keys,
backups, and what is due. Nothing here asks a portal for a page, and nothing is printed: all
commands, the service, alerts and the page stand on it.
"""
