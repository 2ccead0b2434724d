"""What a person can ask of the monitor, a module a command."""
