"""Tables of any format in and out, their cells untyped."""
