#!/bin/sh
# Everything that decides whether a change is good: checks first, as they are quick, then all tests with the figure of
# coverage. Test files run side by side, one process a core; those that share the engine are one group. Ends with pytest's
# own summary, and with a line about what was skipped where there is no Node or no Chromium. With the name of a folder of
# tests/, that part alone, without the checks and the figure.
set -eu
cd "$(dirname "$0")/.."
[ -w . ] || { echo "test: nothing can be written in $PWD: make it writable, or take a copy that is" >&2; exit 1; }
export PYTHONDONTWRITEBYTECODE=1
TMPDIR=$(mktemp -d) # what tests leave goes with it, and the key that the engine's modules write when they are imported
export TMPDIR STATE_DIR="$TMPDIR/state"
trap 'rm -rf "$TMPDIR"' EXIT
side_by_side="-n auto --dist loadfile --no-loadscope-reorder"
if [ $# -gt 0 ]; then
  [ -d "tests/$1" ] || { echo "test: there is no part $1; PART is a folder of tests/, such as unit" >&2; exit 2; }
  .venv/bin/python -m pytest $side_by_side "tests/$1"
  exit
fi
make --no-print-directory check
reference=tests/reference
if command -v npm >/dev/null && ! cmp -s $reference/package-lock.json $reference/node_modules/.installed; then
  npm ci --prefix $reference --silent --no-audit --no-fund && cp $reference/package-lock.json $reference/node_modules/.installed
fi
status=0
.venv/bin/python -m pytest $side_by_side --cov --cov-report=term || status=$?
.venv/bin/python -c 'import sys; from local.browser import installed; sys.exit(not installed())' ||
  echo "skipped without Chromium (any of chromium, google-chrome, or playwright install chromium): tests/browser"
[ -d $reference/node_modules ] || echo "skipped without Node: tests/statemachines/test_reference.py"
exit $status
