"""The audit: whether each promise of docs/privacy.md is kept on this installation.

In comes an installation; out go checks, each passed or not, with what was looked at. It sweeps
planted values through a small portal of its own (`canary_sweeps`) and looks for them in every file
that was touched (`canary_search`). It changes nothing, and shows nothing of what it reads.
"""
