"""Checks nurseries for children under three, residential projects and districts against the rules that bind them."""

__version__ = "0.2.0"
