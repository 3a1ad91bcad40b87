"""The vocabulary of declared facts, and descriptions checked and typed by it."""
