"""The engines, Polars on this machine and Spark on a cluster, as `engine` says what they have to do."""
