"""``python -m tqimap``: the same driver as the ``tqimap`` command."""

import sys

from tqimap.cli import main

if __name__ == "__main__":
    sys.exit(main())
