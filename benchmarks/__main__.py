"""Runs all benchmarks: `make bench`, or `python -m benchmarks`."""

from benchmarks import numbers, storing

storing.main()
numbers.main()
