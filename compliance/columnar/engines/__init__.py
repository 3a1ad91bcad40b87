"""The engines: Polars on this machine, Spark on a cluster. What they have to do is said in `engine`."""
