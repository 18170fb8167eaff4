"""The only room that knows both the compute thread and Qt."""
