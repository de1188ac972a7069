"""Tests of the trade lens."""
