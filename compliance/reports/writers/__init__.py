"""Blocks as text, Markdown and HTML, records as JSON: a module a format. None knows any job."""
