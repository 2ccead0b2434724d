"""From sightings to a report: what is counted, protected, checked, computed, and shown to people.

    collect → counting → protection → checks → report (statistics) → files, screens

`commands` is what a person types, `probe` a look at a portal before it is swept, `demo` a simulated
market. `closing`, `backup`, `realms` and `audit` keep the promises of docs/privacy.md. `config` is
the only reader of config.toml and the environment; the clock is handed in by the commands.
"""
