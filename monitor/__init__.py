"""Configuration, collecting, counting, statistics and reports: all that people see."""
