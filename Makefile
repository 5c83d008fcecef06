# `make` alone lists the targets. Everything that a target needs, it sets up itself: a virtual
# environment in .venv, and Node from a wheel where the machine has none.

PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help generate lint-specs test equivalence bench corpus golden lint types format check build clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

generate: $(RUNTIME) ## make generated/ from specs/
	@$(BIN)/tablewright generate

lint-specs: $(RUNTIME) ## all diagnostics of specs/, nothing written
	@$(BIN)/tablewright lint

test: $(DEVELOPMENT) ## run the tests
	@$(BIN)/pytest -n $(JOBS)

equivalence: $(DEVELOPMENT) ## do all outputs mean the same? (N=schemas, ARGS='--seed 1')
	@PYTHONPATH=tests $(BIN)/python -m equivalence $(or $(N),500) $(ARGS)

bench: $(DEVELOPMENT) ## measure against the peers (ARGS='decoding', CORPUS=folder)
	@PYTHONPATH=tests $(BIN)/python -m bench $(if $(CORPUS),generate --corpus $(CORPUS)) $(ARGS)

corpus: $(DEVELOPMENT) ## measure against real pages (CORPUS=folder, ARGS='--show', '--targets')
	@test -n "$(CORPUS)" || { echo "say which folder: make corpus CORPUS=folder"; exit 2; }
	@PYTHONPATH=tests $(BIN)/python -m corpus $(CORPUS) $(ARGS)

golden: $(DEVELOPMENT) ## rewrite what golden cases expect (CASE=name: only these); read the diff
	@$(BIN)/pytest tests/test_golden.py tests/test_diff_rules.py --update-golden $(if $(CASE),-k '$(CASE)')

lint: $(DEVELOPMENT) ## look for slips in the code
	@$(BIN)/ruff check --output-format concise
	@$(BIN)/ruff format --check --quiet

types: $(DEVELOPMENT) ## check the types
	@$(BIN)/mypy

format: $(DEVELOPMENT) ## put the code into form
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

check: lint types test ## all of it: lint, types, tests, and whether generated/ is current
	@$(BIN)/tablewright generate --check

build: $(DEVELOPMENT) ## build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

clean: ## remove the virtual environment and everything that was cached
	@rm -rf .venv dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis tests/node/node_modules

$(RUNTIME): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed") if sys.version_info < (3, 11) else 0'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q generator # as for any package, or each run would begin with it
	@touch $@

$(DEVELOPMENT): $(RUNTIME)
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@node --version >/dev/null 2>&1 || $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[node]'
	@touch $@
