"""What keeps raw values out of everything that is written or typed; the audit checks that it does.

`redaction` keeps them out of logs, tracebacks and crash dumps. `phone_number_guard` finds a number
in an address or a config, `typed_text` in what a person writes, however it is taken apart;
`dates_in_text` says which digits are none; `acting_links` which links would do something.
Nothing here can tell whether a number was seen.
"""
