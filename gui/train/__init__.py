"""The views that steer a run: transport and status."""
