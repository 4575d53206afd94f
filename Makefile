# SPDX-License-Identifier: GPL-2.0
#
# Build, install, test.  `make help` lists every target.

KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr
KERNELS ?= 6.1 6.12 debug
TEST_BED := selftests/qemu
NIC ?= mock

export DESTDIR PREFIX KERNELS TESTS SOAK JOBS

# A folder takes part once it has a Makefile.
TOOLS := $(wildcard userspace_tools/Makefile)
HELPERS := $(patsubst selftests/ksft/%.c,build/ksft/%,\
	   $(wildcard selftests/ksft/*.c))
HELPERS += $(patsubst selftests/bench/%.c,build/ksft/%,\
	   $(wildcard selftests/bench/*.c))
HELPERS += $(patsubst selftests/fuzz/%.c,build/ksft/%,\
	   $(wildcard selftests/fuzz/*.c))

.PHONY: all modules tools helpers modules_install install clean
.PHONY: help deps fetch demo check soak kunit static mutants debug-kernel
.PHONY: bench

all: modules tools ## modules and tool, for the running kernel or KDIR=

modules: ## the modules alone
	@test -d $(KDIR) || { echo "No kernel headers in $(KDIR):" \
		"install linux-headers-$$(uname -r), or give KDIR=" >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools: ## sriovctl alone
	$(if $(TOOLS),$(MAKE) -C userspace_tools)

helpers: $(HELPERS) ## programs that the tests use

build/ksft/%: selftests/ksft/%.c $(wildcard selftests/ksft/*.h)
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -Wno-unused-parameter -Inetlink_uapi/include/uapi \
		-o $@ $< -Wl,--as-needed -lmnl -lpthread

build/ksft/%: selftests/fuzz/%.c $(wildcard selftests/fuzz/*.h) \
		$(wildcard selftests/ksft/*.h)
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -D_GNU_SOURCE -Inetlink_uapi/include/uapi \
		-o $@ $<

build/ksft/%: selftests/bench/%.c $(wildcard selftests/ksft/*.h)
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -Iselftests/ksft -o $@ $< \
		-Wl,--as-needed -lmnl

modules_install: ## install the modules of KDIR (INSTALL_MOD_PATH, DESTDIR)
	$(MAKE) -C $(KDIR) M=$(CURDIR) \
		INSTALL_MOD_PATH=$(or $(INSTALL_MOD_PATH),$(DESTDIR)) \
		modules_install

install: tools ## install sriovctl and its files (DESTDIR, PREFIX)
	$(if $(TOOLS),$(MAKE) -C userspace_tools install)

clean: ## remove what a build made
	rm -rf build
	$(if $(wildcard $(KDIR)/Makefile),\
		$(MAKE) -C $(KDIR) M=$(CURDIR) clean)
	$(if $(TOOLS),$(MAKE) -C userspace_tools clean)

deps: ## install missing build and QEMU packages with apt
	@$(TEST_BED)/install-deps

fetch: ## fill the cache: test kernels, guest userland, QEMU
	@$(TEST_BED)/fetch

debug-kernel: ## build the debug kernel into the cache
	@$(TEST_BED)/kernel build-debug

guest-%: tools helpers
	@$(TEST_BED)/build $*

# One script for each NIC that the test bed has
DEMO_mock := --memory 6144M --script selftests/demo/demo.sh
DEMO_igb := --script selftests/demo/demo_igb.sh

demo: deps ## 4 PFs x 256 VFs in QEMU, with traffic (NIC=igb: an 82576)
	@$(if $(DEMO_$(NIC)),,$(error NIC=$(NIC): mock or igb))
	@$(TEST_BED)/run --kernel 6.12 --nic $(NIC) --timeout 900 \
		--file selftests/demo/demo_lib.sh $(DEMO_$(NIC))

check: deps ## all tests (KERNELS="6.1 6.12 debug", TESTS=pattern, JOBS=)
	@$(TEST_BED)/run-tests

soak: deps ## the tests at full counts (SOAK=30m)
	@SOAK=$(or $(SOAK),30m) $(TEST_BED)/run-tests

kunit: deps ## the unit tests alone
	@TESTS='kunit' $(TEST_BED)/run-tests

static: deps ## the static checks alone
	@TESTS='static' $(TEST_BED)/run-tests

mutants: deps ## break the code on purpose: a test must notice (TESTS=pattern)
	@selftests/mutants/run $(TESTS)

bench: deps ## benchmarks: Documentation/performance.rst (BENCH=pattern, NIC=igb)
	@selftests/qemu/install-deps --bench
	@selftests/bench/run "$(BENCH)"

help: ## this list
	@awk -F':.*## ' '/^[a-z_-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' \
		Makefile
	@echo
	@echo "Kernels under test: 6.1, 6.12, debug; see Documentation/testing.rst."
