"""What keeps the promises of docs/privacy.md, and what checks that they are kept.

`redaction` keeps raw values out of logs, tracebacks and crash dumps. `phone_number_guard` finds a
number in an address or a config, `typed_text` in what a person writes, however it is taken apart;
`dates_in_text` says which digits are none. `cautions` points at what is allowed and should be
looked at twice. `audit` checks an installation: it sweeps planted values (`canary_sweeps`) and
looks for them in every file (`canary_search`). Nothing here can tell whether a number was seen.
"""
