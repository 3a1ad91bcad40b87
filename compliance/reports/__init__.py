"""Turns a job's result into blocks, and blocks into text, Markdown and HTML; writes records as JSON."""
