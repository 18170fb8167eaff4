"""Lessons beside the experiments, and the page on which an experiment is chosen."""
