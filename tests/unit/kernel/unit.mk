# SPDX-License-Identifier: BSD-2-Clause
KERNEL_UNIT_CFLAGS := -fno-strict-aliasing -Ikernel/arch/host -Ikernel/include -Ikernel/api -Ikernel/core -Ikernel/objects \
                      -Ikernel/arch/aarch64 -Itests/unit/kernel

$(eval $(call unit_test,kernel_capability,\
	kernel/core/slot.c kernel/objects/cnode.c kernel/objects/untyped.c kernel/arch/host/host_arch.c kernel/arch/host/host_memory.c \
	tests/unit/kernel/world.c tests/unit/kernel/invariants.c tests/unit/kernel/capability_test.c,\
	$(KERNEL_UNIT_CFLAGS)))
$(eval $(call unit_test,kernel_random,\
	kernel/core/slot.c kernel/objects/cnode.c kernel/objects/untyped.c kernel/arch/host/host_arch.c kernel/arch/host/host_memory.c \
	tests/unit/kernel/world.c tests/unit/kernel/invariants.c tests/unit/kernel/model.c \
	tests/unit/kernel/random_test.c,\
	$(KERNEL_UNIT_CFLAGS)))

# The whole kernel's C code on a pretend machine (kernel/arch/host). The models are compiled without sanitisers: they
# look at memory that the kernel must not touch.
KERNEL_HOST_KERNEL := $(sort $(wildcard kernel/core/*.c kernel/objects/*.c kernel/calls/*.c)) \
                      $(addprefix kernel/arch/aarch64/,context.c cpu.c exception.c)
KERNEL_HOST_MODEL  := $(addprefix kernel/arch/host/,host_memory.c host_machine.c host_tlb.c host_cache.c host_gic.c host_lock.c) \
                      $(addprefix tests/unit/kernel/,invariants.c thread_invariants.c boot.c choices.c arguments.c \
                                                     processor.c sequence.c)
KERNEL_HOST_FLAGS  := $(KERNEL_UNIT_CFLAGS) -Ikernel/calls -DGRANULE_LIMIT=2048u

$(eval $(call unit_test,kernel_sequences,\
	$(KERNEL_HOST_KERNEL) $(KERNEL_HOST_MODEL) tests/unit/kernel/sequence_test.c,$(KERNEL_HOST_FLAGS)))
$(call unit_objects,kernel_sequences,$(KERNEL_HOST_MODEL)): UNIT_CFLAGS := -std=c11 -g -O2 $(WARN) $(DEPFLAGS)
