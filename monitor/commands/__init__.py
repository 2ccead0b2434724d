"""What a person can ask of the monitor, a module a command, named in `monitor.command_line`.

In: words typed, checked as they come. Out: screens, files and exit codes. A command opens config
and store (`common`), hands in the clock, calls what does the work, and shows what it returns; it
counts and decides nothing itself. It is loaded only when it is typed.
"""
