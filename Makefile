# The commands that people type. CMake and its presets do the work; who prefers CMake needs no make:
#   cmake --preset release && cmake --build --preset release
#
# Whatever is missing is installed first through the system's package manager, see tools/setup.

.DEFAULT_GOAL := all
.PHONY: all audit build test lint tidy bench fuzz engine clean

JOBS ?= $(shell nproc)
# Where several compilers are installed, the first that is new enough; `make CXX=...` decides otherwise.
ifeq ($(origin CXX),default)
configure = CXX=$$(tools/find_compiler) cmake --preset $(1) > build/$(1).log || { cat build/$(1).log; exit 1; }
else
configure = CXX=$(CXX) cmake --preset $(1) > build/$(1).log || { cat build/$(1).log; exit 1; }
endif

all: build test lint

# The program: build/release/seaworthy
build:
	@tools/setup build
	@mkdir -p build && $(call configure,release)
	@cmake --build --preset release --parallel $(JOBS)

# The report of the example deployment. Its findings are the point, so they are no failure here.
audit: build
	@build/release/seaworthy audit --fail-on never examples/medianest

# All tests: units, rules against their fixtures, the program as users run it, schemas, layers, and a minute of fuzzing
# for each parser. `make test FUZZ_SECONDS=0` leaves the last part out.
FUZZ_SECONDS ?= 60
test:
	@tools/setup test
	@mkdir -p build && $(call configure,debug)
	@cmake --build --preset debug --parallel $(JOBS)
	@ctest --preset debug --parallel $(JOBS)
	@tools/fuzz --seconds $(FUZZ_SECONDS) --jobs $(JOBS)

# Layers, leftovers and layout, in seconds.
lint:
	@tools/setup lint
	@python3 tools/check_layers.py
	@python3 tools/lint.py
	@tools/format --check

# clang-tidy over what has changed since it was last clean. The first run takes long, see CONTRIBUTING.md.
tidy: build
	@tools/setup tidy
	@tools/tidy --jobs $(JOBS)

# The audit against the least that any audit must do, in the same run.
bench: build
	@tools/setup bench
	@cmake --build --preset release --parallel $(JOBS) --target floor
	@python3 bench/run.py --program build/release/seaworthy --floor build/release/bench/floor $(BENCH_FLAGS)
	@python3 bench/compose.py --program build/release/seaworthy --floor build/release/bench/floor $(COMPOSE_FLAGS)
	@python3 bench/peers.py --program build/release/seaworthy --floor build/release/bench/floor $(PEER_FLAGS)

# Longer fuzzing: make fuzz FUZZ_SECONDS=3600
fuzz:
	@tools/setup test
	@tools/fuzz --seconds $(FUZZ_SECONDS) --jobs $(JOBS)

# Whether the ladder says what a real engine does; needs root and Debian's docker.io, docker-compose and busybox-static.
engine: build
	@python3 tests/engine/run.py --program build/release/seaworthy

clean:
	rm -rf build
