#!/usr/bin/env bash
# Builds the virtual environment named by the first argument and installs Troth into it.
# Needs Python 3.11 or newer with its venv module, and a package index; safe to run again.
set -euo pipefail

venv=${1:-.venv}

is_new_enough() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# 3.11 first: it is what the requirements were locked and tested with.
if ! is_new_enough "$venv/bin/python"; then
    python=
    for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14 python; do
        if command -v "$name" >/dev/null && is_new_enough "$name"; then
            python=$name
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "setup: no Python 3.11 or newer with venv found; name one with PYTHON=..." >&2
        exit 1
    fi
    "$python" -m venv --clear "$venv"
fi

# uv installs in seconds what takes pip a minute; where it cannot be had, pip does it.
install=("$venv/bin/python" -m pip install --disable-pip-version-check --quiet)
if "${install[@]}" "$(grep '^uv==' requirements-dev.txt)" &&
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" -r requirements-dev.txt; then
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --editable .
else
    echo "setup: uv could not do it, going on with pip" >&2
    "${install[@]}" -r <(grep -v '^uv==' requirements-dev.txt)
    "${install[@]}" --no-deps --editable .
fi

"$venv/bin/python" -c 'import troth'
echo "ready: $venv/bin/troth"
