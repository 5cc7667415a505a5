# Two commands matter: `make run` and `make test`. Both work on a fresh machine with Python 3.11 and make.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
ECHARTS := src/guanxi/report/assets/echarts.min.js
PAGES   := src/guanxi/console/static/vendor/icons.svg
# As many as cores: a third on two made every test slower by a fifth, and the whole with them.
WORKERS ?= 2
DEMO    ?= out/demo
# JIT-free, single-threaded BLAS: two threads made the fits 14 times slower.
export OPENBLAS_NUM_THREADS ?= 1
# pytest keeps the tests that it has rewritten: else every worker of every run compiles them anew, half of its start.
unexport PYTHONDONTWRITEBYTECODE

# Byte code is compiled once: where it may not be written later, each of a hundred processes would compile it again.
.PHONY: run test fuzz check lint lock clean assets
.DEFAULT_GOAL := run

$(VENV)/.run: requirements/run.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "guanxi needs Python 3.11; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m compileall -q src
	@touch $@

# Chart library, page kit and icons come from npm by lock file; none of it is ever committed.
build/npm/.done: $(VENV)/.run package.json package-lock.json
	@mkdir -p build/npm
	@cp package.json package-lock.json .npmrc build/npm/
	@if command -v npm >/dev/null; then cd build/npm && npm ci --ignore-scripts --silent; \
	 else cd build/npm && $(abspath $(BIN))/npm ci --ignore-scripts --silent; fi
	@touch $@

# The sprite holds the icons that templates name, so it follows them.
$(PAGES): build/npm/.done scripts/assets $(shell find src/guanxi/console -name '*.html' -o -name 'routes.py' 2>/dev/null)
	$(BIN)/python scripts/assets build/npm/node_modules
$(ECHARTS): $(PAGES)

assets: $(PAGES) $(ECHARTS)

run: $(VENV)/.run $(PAGES)
	$(BIN)/guanxi up --demo --home $(DEMO)

lint: $(VENV)/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo & imports=$$!; GUANXI_HOME=build/home $(BIN)/mypy; types=$$?; wait $$imports && exit $$types

# A minute and a half: lint, and for a minute the quick tests, nearest to what was changed first.
check: lint $(PAGES)
	$(BIN)/pytest -n $(WORKERS) -m "not slow and not browser" --within 60

# Everything once, lint beside it; then what touches the operational store again on a real PostgreSQL.
test: $(VENV)/.dev $(PAGES)
	@mkdir -p build; $(MAKE) --no-print-directory lint > build/lint.txt 2>&1 & lint=$$!; \
	 $(BIN)/pytest -n $(WORKERS); tests=$$?; wait $$lint; lint=$$?; cat build/lint.txt; exit $$((tests | lint))
	GUANXI_TEST_DATABASE=postgresql $(BIN)/pytest -n $(WORKERS) -m "not browser" tests/workspace

# Generated cases that differ each time; `make test` repeats the same ones.
fuzz: $(VENV)/.dev $(PAGES)
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -n $(WORKERS) -m "not browser"

lock: $(VENV)/.run
	cd requirements && ./lock

clean:
	rm -rf build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
