# On a fresh machine with Python >= 3.11: `make train` and `make test` do all; each sets up .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup train serve test lint coverage bench story demo-model clean

setup: .venv/ready

.venv/ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	touch $@

train: setup
	$(BIN)/python -m lineart_colorizer.train

serve: setup
	$(BIN)/python -m lineart_colorizer.serve

test: setup
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder

# What is measured in one sitting, each part with its command; PEER_PYTHON is a Python with PyTorch, for the peers beside it
bench: setup
	$(BIN)/python -m benchmarks $(if $(PEER_PYTHON),--peer-python $(PEER_PYTHON))

# Half an hour of training: docs/story.md's figures and picture, from openmoji beside this folder
story: setup
	$(BIN)/python -m tools.story

# The model that ships with the program, lineart_colorizer/shipped/demo: draws its own pictures, and trains half an hour
demo-model: setup
	$(BIN)/python -m tools.demo_model

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture

# Which lines the tests run: prints, of each module, the share, and those that none does
coverage: setup
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder --cov --cov-report=term-missing:skip-covered

clean:
	rm -rf .venv build dist
