"""The labs: one folder each, values in, signals out."""
