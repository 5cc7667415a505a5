# Two commands matter: `make run` and `make test`. Both work on a fresh machine with Python 3.11 and make.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
ECHARTS := src/guanxi/report/assets/echarts.min.js
WORKERS ?= 2
# JIT-free, single-threaded BLAS: two threads made the fits 14 times slower.
export OPENBLAS_NUM_THREADS ?= 1

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

# The chart library comes from npm by lock file and is inlined into every report; it is never committed.
$(ECHARTS): $(VENV)/.run package-lock.json
	@mkdir -p $(dir $@) build/npm
	@cp package.json package-lock.json .npmrc build/npm/
	@if command -v npm >/dev/null; then cd build/npm && npm ci --ignore-scripts --silent; \
	 else cd build/npm && $(abspath $(BIN))/npm ci --ignore-scripts --silent; fi
	cp build/npm/node_modules/echarts/dist/echarts.min.js $@

assets: $(ECHARTS)

run: $(VENV)/.run $(ECHARTS)
	$(BIN)/guanxi audit --example complete-journey --out out/complete-journey

lint: $(VENV)/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

check: lint $(ECHARTS)
	$(BIN)/pytest -n $(WORKERS) -m "not slow and not browser"

test: lint $(ECHARTS)
	$(BIN)/pytest -n $(WORKERS)

# Generated cases that differ each time; `make test` repeats the same ones.
fuzz: $(VENV)/.dev $(ECHARTS)
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -n $(WORKERS) -m "not browser"

lock: $(VENV)/.run
	cd requirements && ./lock

clean:
	rm -rf build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
