"""Where the ``tqimap`` command and ``python -m tqimap`` begin: Ctrl-C ends them in one line from here on."""

import sys


def main() -> int:
    """Load the driver and run it; the exit code."""
    try:
        from tqimap import cli

        return cli.main()
    except KeyboardInterrupt:  # before the driver looks after itself, or behind that
        print("tqimap: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
