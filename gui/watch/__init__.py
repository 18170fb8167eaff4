"""The dashboard: live curves of what the training records."""
