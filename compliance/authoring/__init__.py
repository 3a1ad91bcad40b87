"""What a rule author runs: lint, cases, coverage, diff, documents, schemas."""
