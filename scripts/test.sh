#!/bin/sh
# Everything that decides whether a change is good: checks first, as they are quick, then all tests with the figure of
# coverage. Ends with pytest's own summary.
set -eu
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1
make --no-print-directory check
exec .venv/bin/python -m pytest --cov --cov-report=term
