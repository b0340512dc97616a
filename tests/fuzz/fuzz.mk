# SPDX-License-Identifier: BSD-2-Clause
#
# Fuzzing of the running kernel, on the very kernel.bin that the phone boots. `make test` has a short run.

include tests/world/root_task.mk

$(eval $(call root_task,fuzz,$(wildcard tests/fuzz/*.c tests/fuzz/*.S) tests/kernel/programs.S tests/kernel/registers.S))
TEST_NEEDS += $(B)/tests/fuzz.img
