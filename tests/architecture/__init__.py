"""Rules of the house, checked against the source files themselves."""
