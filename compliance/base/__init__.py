"""Everything that knows nothing of rules: languages, exact numbers, days, located errors, YAML text, files, cache."""
