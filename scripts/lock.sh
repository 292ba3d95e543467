#!/usr/bin/env bash
# Renews requirements.txt (to run) and requirements-dev.txt (to work on Troth) from pyproject.toml.
# Versions already pinned stay; `scripts/lock.sh --upgrade` renews them. No index or host is written.
set -euo pipefail

lock() {
    .venv/bin/uv pip compile --quiet --no-header --no-annotate --no-emit-index-url \
        --no-emit-find-links --universal --python-version 3.11 "$@"
}

lock pyproject.toml -o requirements.txt "$@"
lock pyproject.toml --extra test --extra bench -c requirements.txt -o requirements-dev.txt "$@"
