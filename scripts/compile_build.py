"""Ships bytecode with what `sam build` made: without it each cold start compiles all that it imports, twice its time.

The bytecode is never compared with its source (`unchecked-hash`), so it has no dates, and it names the folder that
Lambda has: the same build gives the same bytes.
"""

import compileall
import os
import py_compile
import sys
from pathlib import Path

BUILT = Path(__file__).resolve().parents[1] / ".aws-sam" / "build"


def compile_build(built: Path) -> None:
    """Compile each function in the folder of a build; raises SystemExit if a file does not compile."""
    for function in sorted(folder for folder in built.resolve().iterdir() if folder.is_dir()):
        done = compileall.compile_dir(
            function,
            quiet=1,
            force=True,
            stripdir=str(function),
            prependdir=os.sep + "var/task",
            workers=0,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        if not done:
            sys.exit(f"build: {function.name} does not compile")


if __name__ == "__main__":
    compile_build(BUILT)
