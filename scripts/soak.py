"""A longer and larger rehearsal on PostgreSQL, data and keys on two clusters, proved at the end.

    make soak ARGS='--people 20000 --months 36 --seed 7 policies/altexsoft.yaml'

Takes its servers from `TROTH_TEST_POSTGRES` and `TROTH_TEST_POSTGRES_KEYS`, makes a database on
each, and drops both afterwards. Ends with the exit code of the first command that did not succeed:
3 when a promise is broken.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.support.databases import Server

TROTH = Path(sys.executable).with_name("troth")


def asked() -> argparse.Namespace:
    """Read the size of the soak from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("policy", nargs="?", default="policies/altexsoft.yaml")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    """Rehearse and prove on fresh databases; return the exit code."""
    size = asked()
    servers = [os.environ.get(v) for v in ("TROTH_TEST_POSTGRES", "TROTH_TEST_POSTGRES_KEYS")]
    data, keys = (Server(url) if url else None for url in servers)
    if data is None or keys is None:
        print(os.environ.get("TROTH_TEST_POSTGRES_ABSENT", "both servers must be named"))
        return 1
    with data.fresh() as store, keys.fresh() as keyring:
        where = ("--store", store, "--keys", keyring)
        year = ("--people", size.people, "--months", size.months, "--seed", size.seed)
        for command in (("rehearse", size.policy, *year, *where), ("prove", *where)):
            line = [str(TROTH), *map(str, command)]
            code = subprocess.run(line, check=False).returncode
            if code:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
