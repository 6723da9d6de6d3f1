#!/bin/sh
# Makes .venv, or makes it again when requirements.lock has changed, and says so; a stamp inside is written last, so that
# an installation that was stopped half-way is done over. A .venv that is a link belongs to another checkout and is left alone.
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/requirements.lock
say() { echo "venv: $*" >&2; }

[ -L .venv ] && [ -x .venv/bin/python ] && exit 0
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && cmp -s requirements.lock "$stamp" && exit 0

# A command of that name may be a shim that runs nothing here, so each is tried.
python=
for candidate in ${PYTHON:-} python3.13 python3 python; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  say "Python 3.13 is needed and none was found; install it, or name it: make PYTHON=/path/to/python3.13 ..."
  exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  say "this Python 3.13 comes without venv; install that part of it (on Debian: apt-get install python3.13-venv)"
  exit 2
fi

say "installing the locked dependencies into .venv (a minute or two, once) ..."
log=.venv.log
if ! { "$python" -m venv --clear .venv &&
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes -r requirements.lock; } >"$log" 2>&1
then
  if grep -qi 'no space left' "$log"; then
    say "the disk is full; about 1.5 GB are needed here: free some space and run it again"
  elif grep -q 'connection broken by' "$log"; then
    say "PyPI was not reached; look at network, proxy and pip's index, and run it again (all of it: $log)"
  else
    say "that failed: $(grep -i error "$log" | tail -n 1) (all of it: $log)"
  fi
  exit 1
fi
cp requirements.lock "$stamp"
rm -f "$log"
