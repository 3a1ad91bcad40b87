"""Judges one subject: each rule's outcome, sentence, clause and remedies, and the report."""
