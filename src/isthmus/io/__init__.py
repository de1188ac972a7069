"""Doors into and out of a case: tables in, tables out."""
