"""Judges many subjects at once: the same expressions over the columns of a table, on Polars or Spark."""
