# SPDX-License-Identifier: BSD-2-Clause
KERNEL_UNIT_CFLAGS := -Ikernel/arch/host -Ikernel/include -Ikernel/api -Ikernel/core -Ikernel/objects \
                      -Ikernel/arch/aarch64 -Itests/unit/kernel

$(eval $(call unit_test,kernel_capability,\
	kernel/core/slot.c kernel/objects/cnode.c kernel/objects/untyped.c kernel/arch/host/host_arch.c \
	tests/unit/kernel/world.c tests/unit/kernel/invariants.c tests/unit/kernel/capability_test.c,\
	$(KERNEL_UNIT_CFLAGS)))
$(eval $(call unit_test,kernel_random,\
	kernel/core/slot.c kernel/objects/cnode.c kernel/objects/untyped.c kernel/arch/host/host_arch.c \
	tests/unit/kernel/world.c tests/unit/kernel/invariants.c tests/unit/kernel/model.c \
	tests/unit/kernel/random_test.c,\
	$(KERNEL_UNIT_CFLAGS)))
