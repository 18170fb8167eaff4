"""What a command ends with."""

DONE, OUR_BUG, BAD_INPUT, DIVERGED, INTERRUPTED = 0, 1, 2, 3, 130
