# Few words, and CI runs the very same.
PYTHON ?= python3
BIN := .venv/bin

SEED ?= 0
# Outside the repository, kept between runs; tests look there as well.
MUSTER_PDS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/muster-pds
PDS := $(MUSTER_PDS)
export MUSTER_PDS
# Where node.h is, so that nothing is fetched to compile against.
NODE_HEADERS ?= $(shell node -p "require('path').dirname(require('path').dirname(process.execPath))" 2>/dev/null)
# Compiled files are kept: a test run starts dozens of processes that would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test walk check bench chaos spark pds install messages clean

demo: install          ## the demo organisation on http://localhost:8000
	$(BIN)/muster demo

test: install          ## everything that needs no extra system package
	$(BIN)/pytest -n 2 --dist worksteal

walk: install          ## the browser journeys (needs Debian's chromium)
	$(BIN)/pytest tests/walks -o addopts="-q -p muster.proof.throwaway"

check: install         ## lint, types, layers
	$(BIN)/ruff check src tests
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

bench: install         ## short runs of every bench and replay
	$(BIN)/muster bench import --rows 5000 --json
	$(BIN)/muster bench ingest --events 20000 --json
	$(BIN)/muster bench identity --records 20000 --json
	$(BIN)/muster bench pages --people 1000 --json
	$(BIN)/muster bench audience --people 20000 --facts 500000 --json
	$(BIN)/muster bench texts --people 2000 --replies 200 --json
	$(BIN)/muster bench send --people 5000 --json
	$(BIN)/muster bench inbox --json
	$(BIN)/muster bench triage --json
	$(BIN)/muster bench listen --frames 20000 --json
	$(BIN)/muster bench doors --messages 8 --kills 1 --json
	$(BIN)/muster bench gates --runs 200 --whole 50 --slips 10 --json
	$(BIN)/muster bench clocks --rounds 3 --json
	$(BIN)/muster bench chaos --seed 4711 --runs 3 --halts 3 --outage 0 --json
	$(BIN)/muster bench races --walks 5 --steps 30 --races 2 --json
	$(BIN)/muster bench match --people 1000 --tasks 100 --cases 200 --season-people 5000 --posts 5000 --json
	$(BIN)/muster replay first-message --json
	$(BIN)/muster replay ceo --json
	$(BIN)/muster replay dashboard --people 400 --visitors 4 --tasks 3 --json

chaos: install         ## kills, outages, halts, clock jumps and the slip; SEED=n plays one again
	$(BIN)/muster bench chaos --seed $(SEED) --json
	$(BIN)/muster replay slip --json

spark: install         ## the same audiences by Spark (needs Java 17)
	test -d .venv/spark/pyspark || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target .venv/spark -r requirements-spark.lock
	PYTHONPATH=.venv/spark $(BIN)/pytest -m spark tests/domains/audiences

pds:                   ## a real Bluesky server for tests (needs Node.js 20, npm and a C++ compiler)
	mkdir -p "$(PDS)" && cp tests/fakes/pds/package.json "$(PDS)/"
	cd "$(PDS)" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --silent
	test -f "$(PDS)/node_modules/better-sqlite3/build/Release/better_sqlite3.node" || NODE_HEADERS=$(NODE_HEADERS) npm --prefix "$(PDS)" run --silent build

install: .venv/installed ## .venv with the muster command in it

.venv/installed: requirements.lock pyproject.toml $(wildcard src/muster/locale/*/LC_MESSAGES/*.po)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	test ! -d src/muster/locale || $(BIN)/pybabel --quiet compile --domain django --directory src/muster/locale
	touch $@

messages: install      ## collect the interface's sentences into the catalogues
	$(BIN)/muster messages

clean:                 ## forget the demo's data
	rm -rf var
