"""Keys, the end of identifiers, and backups."""
