"""The runs of a session in a table: the present one and those before it, side by side."""
