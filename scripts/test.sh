#!/bin/sh
# Everything that decides whether a change is good: checks first, as they are quick, then all tests with the figure of
# coverage. Test files run side by side, one process a core; those that share the engine are one group. Ends with pytest's
# own summary.
set -eu
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1
make --no-print-directory check
exec .venv/bin/python -m pytest -n auto --dist loadgroup --cov --cov-report=term
