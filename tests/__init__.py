"""Tests of Backprop Studio."""
