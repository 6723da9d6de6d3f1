"""The local commands: `python -m local up`, `down`, `demo`."""

from __future__ import annotations

import errno
import sys

try:
    from local import settings
    from local.demo import demo
    from local.errors import LocalError
    from local.up import down, up
except KeyboardInterrupt:  # in the second that the imports take nothing has begun
    sys.exit(130)

COMMANDS = {"up": up, "down": down, "demo": demo}
ADVICE = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EROFS: "make it writable, or take a copy that is,",
}


def main(arguments: list[str]) -> int:
    """Run a command; what a person can do something about is one sentence, never a traceback."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: python -m local {{{','.join(COMMANDS)}}}", file=sys.stderr)
        return 2
    try:
        COMMANDS[arguments[0]](settings.read())
    except LocalError as error:
        print(f"{arguments[0]}: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print(f"{arguments[0]}: stopped; run it again to go on, or make down to end everything", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in ADVICE:
            raise
        advice = ADVICE[error.errno]
        print(f"{arguments[0]}: {error.strerror} in {settings.ROOT}: {advice} and run it again", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
