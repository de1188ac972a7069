"""Tests of the corridors lens."""
