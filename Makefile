# Each target works alone on a machine with only Python 3.11 or newer and pip: the environment is made when it is missing
# or when constraints.txt has changed.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
READY := .venv/constraints.installed
SOLVER := .venv/solver.compiled

export LANGGRAPH_STRICT_MSGPACK := true

.PHONY: run test check bench console console-test console-bench

run: $(SOLVER)
	@exec $(BIN)/python -m api serve --port $(PORT)

test: $(SOLVER)
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(READY)
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports

bench: $(SOLVER)
	@exec $(BIN)/python -m evals bench

# The console is built and kept in console/dist: only who changes it needs Node.
MODULES := console/node_modules/.package-lock.json

console: $(READY) $(MODULES)
	@cd console && npm run --silent types && npm run --silent check && npm run --silent unit && npm run --silent build

console-test: $(SOLVER) $(MODULES)
	@cd console && npm run --silent e2e

console-bench: $(MODULES)
	@cd console && npm run --silent bench

$(MODULES): console/package-lock.json
	@cd console && npm ci --no-audit --no-fund
	@touch $(MODULES)

$(SOLVER): $(READY) $(wildcard tools/recovery/solver/*.py) tools/reaccommodation/annealing.py tools/gates/annealing.py
	@echo "Compiling the solvers (once; about a minute) ..." >&2
	@$(BIN)/python -m tools.recovery.solver.warm
	@$(BIN)/python -m tools.reaccommodation.warm
	@$(BIN)/python -m tools.gates.warm
	@touch $(SOLVER)

$(READY): constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Downline needs Python 3.11 or newer, $(PYTHON) is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 ...")'
	@echo "Making the environment in .venv (once; about 1.8 GB) ..." >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement constraints.txt
	@$(BIN)/python -m pip check
	@touch $(READY)
