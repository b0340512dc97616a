# SPDX-License-Identifier: BSD-2-Clause
#
# The search for the longest stretch with interrupts off: a root task in the place of init, watched by the tax's plugin.

include tests/world/root_task.mk

$(eval $(call root_task,latency,tests/latency/main.c))
TEST_NEEDS += $(B)/tests/latency.img
