# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel's test suite: a root task in the place of init, on the very kernel.bin that the phone boots.

include tests/root/root_task.mk

$(eval $(call root_task,kernel,$(wildcard tests/kernel/*.c tests/kernel/*.S)))
TEST_NEEDS += $(B)/tests/kernel.img
