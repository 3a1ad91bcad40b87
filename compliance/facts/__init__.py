"""The vocabulary of declared facts, and descriptions typed by it."""
