# Everything a contributor needs, one word each; `make` alone lists them.
#   setup   the program at .venv/bin/troth, from a clean clone
#   check   lint and test, what CI runs
#   lint    style, types and import contracts
#   test    lint, then all tests, PostgreSQL's included
#   demo    a year in the life of a real company's policy, then its service
#   bench   the ratios of BENCHMARKS.md
#   soak    a longer, larger rehearsal on PostgreSQL
#   load    half an hour of mixed load on a served store, a process killed each minute
#   docs    the generated pages
#   lock    the pinned requirements, after pyproject.toml changed

SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

# Without its bytecode every process that a test starts compiles the program and its libraries anew.
export PYTHONDONTWRITEBYTECODE :=

# What tests write lies in memory where there is much of it, so that none of them waits for a disk.
export PYTEST_DEBUG_TEMPROOT ?= $(shell \
	[ "$$(df -Pk /dev/shm 2>/dev/null | awk 'END {print $$4}')" -gt 4000000 ] 2>/dev/null && echo /dev/shm)

PY := .venv/bin/python
READY := .venv/.ready
WORKERS ?= 2
# Journeys leave pictures of the pages they reach.
SHOTS := build/screenshots
# A browser keeps a loop of its own, and a site threads: the tests of pages run by themselves.
APART := tests/web tests/browser $(wildcard tests/register/test_web_*.py)

.PHONY: help setup check lint test demo bench soak load docs lock

help:
	@sed -n 's/^#   //p' Makefile

setup: $(READY)

$(READY): pyproject.toml requirements.txt requirements-dev.txt scripts/setup.sh
	@scripts/setup.sh .venv
	@touch $@

lint: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) scripts/contracts.py

test: lint
	$(PY) -m scripts.browser
	$(PY) -m scripts.with_postgres $(PY) -m pytest -n $(WORKERS) --dist worksteal $(APART:%=--ignore=%) $(ARGS)
	@mkdir -p $(SHOTS)
	TROTH_SCREENSHOTS=$(CURDIR)/$(SHOTS) $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(APART) $(ARGS)

check: test

demo: $(READY)
	@$(PY) -m scripts.demo

bench: $(READY)
	$(PY) -m bench $(ARGS)

soak: $(READY)
	$(PY) -m scripts.with_postgres $(PY) -m scripts.soak $(ARGS)

load: $(READY)
	$(PY) -m scripts.with_postgres $(PY) -m scripts.load $(ARGS)

docs: $(READY)
	@for page in $(wildcard scripts/pages/*.py); do echo "$$page"; $(PY) "$$page"; done

lock: $(READY)
	scripts/lock.sh
