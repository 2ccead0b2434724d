"""Runs all benchmarks: `make bench`, or `python -m benchmarks`."""

from benchmarks import storing

storing.main()
