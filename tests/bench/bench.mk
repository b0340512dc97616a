# SPDX-License-Identifier: BSD-2-Clause
#
# The benchmarks: a root task in the place of init, on the very kernel.elf that `make size` measures.

include tests/world/root_task.mk

$(eval $(call root_task,bench,$(wildcard tests/bench/*.c tests/bench/*.S)))

BENCH_NEEDS := $(B)/tests/bench.elf $(B)/phone.img $(B)/kernel.elf
BENCH_GUESTS := $(B)/flash.img $(B)/test/guest/bench.fit $(B)/test/tax/profile.fit $(B)/test/tax/counter.so \
	$(B)/tests/latency.img $(B)/tests/kernel.img

.PHONY: bench
bench: $(BENCH_NEEDS) $(BENCH_GUESTS)  ## the benchmarks beside the anchors; writes build/bench.json
	$(Q)$(PYTHON) tests/bench/bench.py --init $< --phone $(B)/phone.img --kernel $(B)/kernel.elf -o $(B)/bench.json
TEST_NEEDS += $(BENCH_NEEDS)
