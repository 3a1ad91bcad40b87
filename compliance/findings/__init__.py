"""One subject against its rules: outcome, sentence, clause and remedies of each, and the report."""
