"""What a rule author runs: lint, cases, coverage, diff, the pages of packs, schemas."""
