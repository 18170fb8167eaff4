"""The headless command: `python -m engine list | train | evaluate | predict | bench | gradcheck`."""

from __future__ import annotations

import sys

from engine.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
