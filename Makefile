# The two commands: `make run` (chat on the five notices) and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOME_DIR ?= $(or $(TIAOLI_HOME),.tiaoli)
# The index that pip is set up to use, if any, serves uv as well.
INDEX   = $(shell $(BIN)/python -m pip config get global.index-url 2>/dev/null)
INSTALL = UV_FIND_LINKS="$(PIP_FIND_LINKS)" $(if $(INDEX),UV_DEFAULT_INDEX="$(INDEX)") $(BIN)/uv pip install --quiet --python $(BIN)/python

.PHONY: install run test eval clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本 / Python 3.11 or later is needed (make PYTHON=/path/to/python3)" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"
	$(INSTALL) --editable . || $(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(INSTALL) --editable '.[test]' || $(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

run: install
	@test -f "$(HOME_DIR)/tiaoli.db" || $(BIN)/tiaoli --home "$(HOME_DIR)" ingest corpus
	@exec $(BIN)/tiaoli --home "$(HOME_DIR)" serve

test: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/python -m pytest

eval: install
	@test -f "$(HOME_DIR)/tiaoli.db" || $(BIN)/tiaoli --home "$(HOME_DIR)" ingest corpus
	$(BIN)/tiaoli --home "$(HOME_DIR)" eval

clean:
	rm -rf $(VENV) build dist *.egg-info
