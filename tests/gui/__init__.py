"""Tests of the window and its views."""
