#!/usr/bin/env bash
# Locks the dependencies of pyproject.toml with hashes and without index addresses: everything, then what the Lambdas carry.
set -euo pipefail
cd "$(dirname "$0")/.."
compile=(.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --python-version 3.13 --no-header --quiet)
"${compile[@]}" "$@" --group dev --output-file requirements.lock
"${compile[@]}" --constraint requirements.lock --output-file functions/requirements.txt
