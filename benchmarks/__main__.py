"""Runs all benchmarks: `make bench`, or `python -m benchmarks`."""

from benchmarks import levels, numbers, protection, reporting, storing

storing.main()
reporting.main()
numbers.main()
levels.main()
protection.main()
