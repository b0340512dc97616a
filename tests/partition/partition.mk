# SPDX-License-Identifier: BSD-2-Clause
#
# Strict partitions: one root task, and an image for each behaviour of the neighbour, whose name stands in the system table's place;
# with -unpadded its windows lack what makes them begin at the same instant.

include tests/world/root_task.mk

PARTITION_BEHAVIOURS := quiet spin sleep signals interrupts faults exits revoke death quiet-unpadded revoke-unpadded
PARTITION_IMAGES     := $(PARTITION_BEHAVIOURS:%=$(B)/tests/partition-%.img)

$(eval $(call root_task,partition,tests/partition/main.c tests/partition/observer.c tests/partition/neighbour.c tests/partition/guest.S))

$(B)/tests/partition-%.table:
	@mkdir -p $(@D)
	$(Q)printf '%s\0' $* > $@

$(PARTITION_IMAGES): $(B)/tests/partition-%.img: $(B)/tests/partition.elf $(B)/tests/partition-%.table $(B)/loader.bin $(B)/kernel.bin
	$(call say,PACKAGE,$@)
	$(Q)tools/bulkhead package make --loader $(B)/loader.bin --kernel $(B)/kernel.bin --init $< --table $(word 2,$^) -o $@

TEST_NEEDS += $(PARTITION_IMAGES)
