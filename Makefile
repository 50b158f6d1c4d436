# Pellucid from a checkout: everything below installs what it needs into .venv and nothing elsewhere,
# save two system libraries that the painted garden's tests want (see `libraries`) and a browser for
# the page's tests (see `browser`).
#
#   make draw PROMPT="a snail on a mushroom"   a picture and the film strip of its walk, in out/
#   make explore                               the page: watch pictures being made, in your browser
#   make site                                  the page as plain files for any web server, in out/site
#   make quick                                 lint, types, and the tests without browser or training
#   make test                                  lint, types, and every test but the slow ones
#   make test-all                              every test
#   make fuzz                                  broken files, ten minutes of each kind
#   make derived                               what derives from weights and source: pictures, tables
#   make lock                                  requirements*.txt: exact versions and their hashes
#   make lint | format | bench | clean         lint checks the page's JavaScript too, where npm is
#
# PYTHON names another interpreter, ARGS adds options to draw, bench and the tests, and says how many
# seconds of what `make fuzz` runs; ONLY names what `make derived` makes (python -m derive --help lists
# it), and TORCH_INDEX is a package index to take torch from (docs/install.md: "Without a graphics card").

PYTHON      ?= python3
PROMPT      ?= a snail on a mushroom
ARGS        ?=
ONLY        ?=
TORCH_INDEX ?=

TORCH := torch==2.13.0
VENV  := .venv
BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check --no-input

export PROMPT
.DEFAULT_GOAL := help
.PHONY: help draw explore site browser quick test test-all fuzz derived lint lint-page format format-page \
    bench clean libraries lock

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

draw: $(VENV)/.installed-base
	@mkdir -p out
	@$(BIN)/pellucid draw "$$PROMPT" --out out --film .png $(ARGS)

explore: $(VENV)/.installed-base
	$(BIN)/pellucid explore $(ARGS)

site: $(VENV)/.installed-base
	$(BIN)/pellucid export out/site $(ARGS)

quick test test-all fuzz: export OMP_NUM_THREADS = 1
quick test test-all fuzz derived: export OMP_WAIT_POLICY = passive
quick test test-all fuzz derived: export HF_HUB_OFFLINE = 1

quick: lint libraries
	$(BIN)/python -m pytest -q -m "not slow and not browser and not training" \
	    -n 2 --dist loadfile $(ARGS)

test: lint libraries browser
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile $(ARGS)

test-all: lint libraries browser
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

fuzz: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m fuzz $(or $(ARGS),600)

derived: libraries browser
	$(BIN)/python -m derive $(ONLY)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-page; \
	elif [ "$$CI" = true ]; then \
	    echo 'The page cannot be checked: CI has no npm. Install Node.js 20 or later.' >&2; exit 2; \
	else echo 'There is no npm here, so the JavaScript of the page is not checked.' >&2; fi

# The page's JavaScript: format and rules by Biome, types by TypeScript, both from npm.
lint-page: node_modules/.installed
	npm run --silent lint

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory format-page

format-page: node_modules/.installed
	npm run --silent format

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/draw.py $(ARGS)

clean:
	rm -rf $(VENV) node_modules out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests derive benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says that an environment satisfies these two files; editing either installs again.
# Every file that pip installs must have a hash that is known. Only torch has none, for a build with
# CUDA and one without are both right; it comes by itself, with all that the latter needs there.

$(VENV)/.installed-base: pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo 'Pellucid needs Python 3.11 or later with its venv module (Debian: python3-venv);' \
	    'name another with make PYTHON=/path/to/python.' >&2; exit 2; }
	@test -x $(BIN)/python || { echo 'Installing into $(VENV), once; this takes a few minutes.'; \
	    $(PYTHON) -m venv $(VENV); }
	$(PIP) install --quiet --no-deps --require-hashes --requirement requirements.txt
	$(PIP) install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(PIP) check --quiet
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed-base requirements-dev.txt
	$(PIP) install --quiet --no-deps --require-hashes --requirement requirements-dev.txt
	$(PIP) check --quiet
	@touch $@

# Versions stay as they are where they can; ARGS=--upgrade takes the newest. torch is left out, and
# what it needs without CUDA is named here, as is what an editable install needs.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --override build/without.txt --no-emit-package torch --no-annotate --custom-compile-command 'make lock' \
    $(ARGS) pyproject.toml build/also.txt

lock: $(VENV)/.installed-dev
	$(PIP) install --quiet uv==0.9.30
	mkdir -p build
	echo "torch; sys_platform == 'never'" > build/without.txt
	printf '%s\n' hatchling==1.33.0 editables jinja2 networkx setuptools sympy > build/also.txt
	$(LOCK) --output-file requirements.txt
	$(LOCK) --all-extras --output-file requirements-dev.txt

node_modules/.installed: package.json package-lock.json
	npm ci --silent
	@touch $@

# Skia, which paints the garden, opens the system's libEGL and libGL. Drawing never does.
libraries: $(VENV)/.installed-dev
	@have() { $(BIN)/python -c 'import ctypes; [ctypes.CDLL(f"lib{n}.so.1") for n in ("EGL", "GL")]' \
	    2>/dev/null; }; \
	if [ "$$(uname)" != Linux ] || have; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'Installing libegl1 and libgl1, which the painted garden needs.'; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends libegl1 libgl1; } </dev/null >/dev/null; \
	fi; \
	have || echo 'The painted garden needs libEGL and libGL (Debian: apt-get install libegl1 libgl1);' \
	    'its tests cannot pass without them.' >&2

# The page is tested in a real Chromium: $CHROMIUM, the system's, or Playwright's own. Debian's shell
# without windows opens a page in half the processor time, so it is taken where it can be had.
browser: $(VENV)/.installed-dev
	@own() { $(BIN)/python -c 'from pathlib import Path; from playwright.sync_api import sync_playwright; \
	    p = sync_playwright().start(); found = Path(p.chromium.executable_path).is_file(); p.stop(); \
	    raise SystemExit(not found)' 2>/dev/null; }; \
	shell() { [ -x "$$CHROMIUM" ] || command -v chromium-headless-shell >/dev/null; }; \
	have() { shell || command -v chromium chromium-browser google-chrome google-chrome-stable \
	    >/dev/null || own; }; \
	install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$1 \
	    </dev/null >/dev/null; }; \
	if shell; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'Installing a Chromium for the tests of the page.'; \
	    apt-get update -qq </dev/null >/dev/null; \
	    install chromium-headless-shell || have || install chromium; \
	fi; \
	have || $(BIN)/python -m playwright install chromium; \
	have || echo 'There is no Chromium, so the tests of the page are skipped; name one in $$CHROMIUM.' >&2
