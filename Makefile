# GNU make; the recipes are POSIX sh.

SWIFT ?= swift
PYTHON ?= python3
PREFIX ?= /usr/local

BIN_DIR := $(DESTDIR)$(PREFIX)/bin
PRODUCT := .build/release/patchbay
# The static build has its own directory: sharing one, `install` and `build` would undo each other's work.
STATIC_BUILD := .build-static
# So has the one whose tests are optimised.
FUZZ_BUILD := .build-fuzz
SECONDS ?= 600
DEMO := .build-demo
REFERENCE := .build-reference
BENCH := .build-bench
# The tests that run the program in a process of its own.
PROCESS_TESTS := ResilienceTests\.(BinaryTests|CrashPointTests|DamagedRunFileTests|FullDiskTests|MemoryTests|NumberCrashTests|PermissionTests|RandomKillTests|RefusedRunFileTests|SheetEditTests|ReadmeTests|SignalTests|StrangerServerTests|StrangersFilesTests|StreamTests|TwoProcessesTests)
KILLS ?= 1000
# All tests begin at once otherwise, and those that talk to a server wait minutes for a thread.
AT_ONCE = $(shell $(SWIFT) test --help-hidden | grep -q maximum-parallelization-width \
    && echo --experimental-maximum-parallelization-width 6)
LONGEST_LINE := 120

# Apple's platforms bring the Swift runtime with the system; there is none to link in.
ifneq ($(shell uname -s),Darwin)
STATIC_RUNTIME := --static-swift-stdlib
endif

# header:Debian package. zlib is what the HTTP client decompresses with, simdjson reads what the API answers.
C_HEADERS := csv.h:libcsv-dev sqlite3.h:libsqlite3-dev zlib.h:zlib1g-dev simdjson.h:libsimdjson-dev

.DEFAULT_GOAL := help
.PHONY: help deps build demo test test-release kills fuzz pacing requests wire soak bench check tables reference install clean toolchain python
.NOTPARALLEL:

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F '|' '{ printf "%-18s %s\n", $$1, $$2 }'

deps: toolchain ## Install the C headers that are missing
	@missing=; \
	for entry in $(C_HEADERS); do \
	    header=$${entry%%:*}; \
	    [ -f "/usr/include/$$header" ] && continue; \
	    echo "#include <$$header>" | clang++ -E -std=c++17 -x c++ - >/dev/null 2>&1 && continue; \
	    missing="$$missing $${entry#*:}"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get >/dev/null; then \
	    echo "patchbay needs the headers of libcsv, SQLite, zlib and simdjson. Install them, then try again:" >&2; \
	    echo "  macOS   brew install libcsv sqlite simdjson, with its include directory in CPATH and lib in LIBRARY_PATH" >&2; \
	    echo "  Fedora  dnf install libcsv-devel sqlite-devel zlib-devel simdjson-devel" >&2; \
	    exit 1; \
	fi; \
	as_root=; \
	if [ "$$(id -u)" -ne 0 ]; then \
	    as_root=sudo; \
	    if ! command -v sudo >/dev/null; then \
	        echo "patchbay needs the packages$$missing: install them as root, then try again." >&2; \
	        exit 1; \
	    fi; \
	fi; \
	echo "Installing$$missing"; \
	$$as_root apt-get update -qq || echo "The package lists could not be refreshed; trying with those at hand." >&2; \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null

build: deps ## Build the release binary
	@$(SWIFT) build -c release --product patchbay
	@echo "Built $(PRODUCT)"

demo: build ## Apply the sample rollout to an embedded emulator
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@set -- apply samples/language-rollout.csv --emulator samples/inventory.csv --yes \
	    --run-file $(DEMO)/language-rollout.patchbay --results $(DEMO)/language-rollout.results.csv; \
	echo; echo "$$ $(PRODUCT) $$*"; \
	$(PRODUCT) "$$@"

test: deps ## Run all tests
	@$(SWIFT) test $(AT_ONCE)

test-release: build ## Run the tests of processes against the release binary
	@PATCHBAY_BINARY=$(CURDIR)/$(PRODUCT) $(SWIFT) test $(AT_ONCE) --filter '$(PROCESS_TESTS)'

kills: build ## Kill the release binary again and again (KILLS=1000 SEED=), and hold each end against an undisturbed one
	@PATCHBAY_BINARY=$(CURDIR)/$(PRODUCT) PATCHBAY_KILLS=$(KILLS) PATCHBAY_KILL_SEED=$(SEED) $(SWIFT) test --filter RandomKillTests

bench: build python ## Measure against peers in one run and print a table (ONLY=check,apply ROWS=1000000)
	@[ -x $(BENCH)/venv/bin/python ] || $(PYTHON) -m venv $(BENCH)/venv
	@$(BENCH)/venv/bin/pip install --quiet --disable-pip-version-check duckdb aiohttp
	@$(BENCH)/venv/bin/python Tests/Benchmarks/bench.py --binary $(PRODUCT) --data $(BENCH)/data \
	    $(if $(ROWS),--rows $(ROWS)) $(if $(ONLY),--only $(ONLY))

fuzz: deps ## Feed random files to the reader (SECONDS=600 SEED=); builds optimised tests first
	@PATCHBAY_FUZZ_SECONDS=$(SECONDS) PATCHBAY_FUZZ_SEED=$(SEED) \
	    $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path $(FUZZ_BUILD) --filter FuzzTests

pacing: deps ## Simulate the pacer beside others on every kind of limit, and print the table; builds optimised tests first
	@PATCHBAY_PACING_TABLE=1 $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path $(FUZZ_BUILD) \
	    --filter PacingBarTests

requests: deps ## Count the requests of a dozen jobs, and print them beside the fewest that would do
	@PATCHBAY_REQUEST_TABLE=1 $(SWIFT) test --filter RequestTableTests

wire: build ## Answer the release binary with random bytes (SECONDS=600 SEED=)
	@PATCHBAY_BINARY=$(CURDIR)/$(PRODUCT) PATCHBAY_WIRE_SECONDS=$(SECONDS) PATCHBAY_WIRE_SEED=$(SEED) \
	    $(SWIFT) test --filter StrangerServerTests

soak: deps ## Let random things go wrong in random migrations (SECONDS=600 SEED=), and check each history
	@PATCHBAY_SCENARIO_SECONDS=$(SECONDS) PATCHBAY_SCENARIO_SEED=$(SEED) $(SWIFT) test --filter ScenarioTests

check: deps python ## Lint the format, hold the tables against their sources, build without warnings
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	@find Package.swift Sources Tests -name '*.swift' -not -path '*/Generated/*' -exec $(PYTHON) Tests/longlines.py $(LONGEST_LINE) {} +
	@$(PYTHON) Sources/Telephony/Data/generate.py --check
	@$(SWIFT) build --build-tests

tables: python ## Generate the calling codes and voices from their data
	@$(PYTHON) Sources/Telephony/Data/generate.py

reference: python ## Generate the phone numbers that the tests compare with
	@$(PYTHON) -m venv $(REFERENCE)
	@$(REFERENCE)/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.43
	@$(REFERENCE)/bin/python Tests/TelephonyTests/Reference/generate_reference.py

install: deps ## Install a stripped binary with a static Swift runtime (PREFIX=/usr/local)
	@mkdir -p "$(BIN_DIR)" 2>/dev/null && [ -w "$(BIN_DIR)" ] || { \
	    echo "$(BIN_DIR) is not writable: choose another place, such as make install PREFIX=$$HOME/.local" >&2; \
	    exit 1; \
	}
	@$(SWIFT) build -c release --product patchbay --scratch-path $(STATIC_BUILD) $(STATIC_RUNTIME)
	@install -s -m 755 $(STATIC_BUILD)/release/patchbay "$(BIN_DIR)/patchbay"
	@echo "Installed $(BIN_DIR)/patchbay"

clean: ## Remove everything that was built
	@rm -rf .build $(STATIC_BUILD) $(FUZZ_BUILD) $(DEMO) $(REFERENCE) $(BENCH)

toolchain:
	@command -v $(SWIFT) >/dev/null || { \
	    echo "patchbay needs Swift 6.2 or newer. Get it from swift.org/install, then try again." >&2; \
	    exit 1; \
	}

python:
	@command -v $(PYTHON) >/dev/null || { echo "This needs Python 3: install python3, then try again." >&2; exit 1; }
