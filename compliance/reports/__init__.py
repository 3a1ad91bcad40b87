"""A job's result as blocks, and blocks as text, Markdown, HTML; records as JSON."""
