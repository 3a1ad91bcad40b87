"""Computes what a command asks for: batch, solve, compare, provide, ask."""
