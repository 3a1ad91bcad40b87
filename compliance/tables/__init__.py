"""Spreadsheets and other tables, in and out."""
