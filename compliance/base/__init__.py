"""Knows nothing of rules: two languages, exact numbers, days, errors with a place, YAML text, outputs, cache."""
