"""Dated facts, one file a table: see each file for its date, source and licence."""
