# The two commands: `make run` (chat on the five notices) and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOME_DIR ?= $(or $(TIAOLI_HOME),.tiaoli)
TIAOLI = $(BIN)/tiaoli --home "$(HOME_DIR)"
# The package index, wheel folders and certificates that pip uses serve uv as well.
INDEX   = $(shell $(BIN)/python -m pip config get global.index-url 2>/dev/null)
INSTALL = UV_SYSTEM_CERTS=1 UV_FIND_LINKS="$(or $(UV_FIND_LINKS),$(PIP_FIND_LINKS))" $(if $(INDEX),UV_DEFAULT_INDEX="$(INDEX)") \
	$(BIN)/uv pip install --quiet --python $(BIN)/python
PIP     = $(BIN)/python -m pip --disable-pip-version-check --quiet
# Corpus notices are taken in only where there are no notices yet.
FILL    = $(TIAOLI) docs 2>/dev/null | grep -q . || $(TIAOLI) ingest corpus

.PHONY: install run test eval clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本 / \
	Python 3.11 or later is needed (make PYTHON=/path/to/python3)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装，约需一两分钟 / installing, a minute or two"
	@$(PIP) install "uv>=0.8"
	@$(INSTALL) --editable . || $(PIP) install --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(INSTALL) --editable '.[test]' || $(PIP) install --editable '.[test]'
# Other models are tested where a wheel folder offers a CPU build of torch: the index has one of gigabytes.
	@if $(INSTALL) --no-index --no-deps 'torch>=2.6,<2.14' 2>/dev/null; then \
	  $(INSTALL) --editable '.[test,test-models]' || $(PIP) install --editable '.[test,test-models]'; fi
	@touch $@

run: install
	@$(FILL)
	@exec $(TIAOLI) serve

test: $(VENV)/.tested
	$(BIN)/ruff check .
# Compiled once, not anew in each of the processes that the tests start.
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

# On the five notices alone, whatever else has been taken in.
eval: install
	@$(BIN)/tiaoli --home .tiaoli-eval ingest corpus >/dev/null
	@TIAOLI_LLM=extractive $(BIN)/tiaoli --home .tiaoli-eval eval --thresholds eval/thresholds.toml --report .tiaoli-eval/report.html

clean:
	rm -rf $(VENV) .tiaoli-eval build dist *.egg-info
