"""Many subjects against the same expressions, as columns on an engine: Polars or Spark."""
