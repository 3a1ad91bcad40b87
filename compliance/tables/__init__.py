"""Reads and writes tables of any format, their cells untyped."""
