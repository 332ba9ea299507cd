# make notebooks   install into .venv, run the notebooks of notebooks/runs.yml on seeds/ into runs/
# make lab         open the notebooks in JupyterLab
# make test        install with the test extras, run every check
# make clean       remove what was made, but for the environment
#
# PYTHON is the interpreter that makes the environment, VENV where it lies.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
CFF = $(VENV)/cffconvert
TESTS ?=

.DELETE_ON_ERROR:
.PHONY: notebooks lab test lint clean

notebooks: $(VENV)/.installed
	$(BIN)/corpus run

lab: $(VENV)/.installed
	$(BIN)/jupyter lab notebooks/

test: lint $(CFF)/.installed
	CFFCONVERT=$(abspath $(CFF)/bin/cffconvert) $(BIN)/python -m pytest -n 2 $(TESTS)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf runs dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/pip
	@echo "installing corpus into $(VENV), which takes a few minutes the first time"
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/pip
	@echo "installing corpus and what its tests need into $(VENV), which takes a few minutes the first time"
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $(VENV)/.installed $@

# cffconvert needs jsonschema < 4 and JupyterLab jsonschema >= 4.18: they cannot share an environment.
$(CFF)/.installed: | $(BIN)/pip
	$(PYTHON) -m venv $(CFF)
	$(CFF)/bin/python -m pip install --quiet --upgrade pip
	$(CFF)/bin/python -m pip install --quiet 'cffconvert>=2.0'
	@touch $@
