"""The commands `compliance rules …`."""
