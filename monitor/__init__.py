"""From sightings to a report: what is counted, protected, checked, computed, and shown to people.

    collecting → counting → protection → checks → statistics → report → files, page, screens

These folders are pure but for the first; `installation` does with one database, config and key what
they compute, and `service` runs it for good. `commands` is what a person types, `probe` a look at a
portal before it is swept, `demo` a simulated market, `audit` the proof of docs/privacy.md. `config`
is the only reader of config.toml and the environment; the clock is handed in by the commands.
"""
