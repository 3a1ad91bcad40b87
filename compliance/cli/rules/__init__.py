"""`compliance rules …`."""
