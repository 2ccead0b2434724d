"""What things cost, as ratios of two ways taken side by side in one run, and what protects."""
