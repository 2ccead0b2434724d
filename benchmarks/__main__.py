"""Runs all benchmarks: `make bench`, or `python -m benchmarks`."""

from benchmarks import changing, numbers, protection, reporting, storing

storing.main()
reporting.main()
numbers.main()
protection.main()
changing.main()
