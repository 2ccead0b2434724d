"""Runs all benchmarks: `make bench`, or `python -m benchmarks`."""

from benchmarks import numbers, protection, storing

storing.main()
numbers.main()
protection.main()
