"""Pictures of the real window in training: `python -m tests.screenshots`."""
