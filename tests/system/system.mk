# SPDX-License-Identifier: BSD-2-Clause
#
# What the whole-system tests boot besides the phone: the smallest system, also with an init that does one thing
# wrong (plant_*.c).

SYSTEM_PLANTS := $(patsubst tests/system/plant_%.c,%,$(wildcard tests/system/plant_*.c))

$(B)/test/system/plant_%.o: tests/system/plant_%.c | $(CALLS)
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(INIT_CFLAGS) -c -o $@ $<

define planted_image
$(call init_elf,$(B)/test/system/init_$(1).elf,$(B)/test/system/plant_$(1).o)
$(call boot_image,$(B)/test/system/plant_$(1).img,$(B)/kernel.bin,$(B)/test/system/init_$(1).elf,$\
	$(B)/hello/system_table.bin,hello=$(B)/components/hello/hello.elf)
TEST_NEEDS += $(B)/test/system/plant_$(1).img
endef

$(foreach plant,$(SYSTEM_PLANTS),$(eval $(call planted_image,$(plant))))

TEST_NEEDS += $(B)/hello.img

.PHONY: demo
demo: $(B)/phone.img $(B)/phone_rogue.img $(B)/flash.img $(B)/kernel.elf  ## the phone scenario, step by step; fails if a step does
	$(Q)$(PYTHON) tests/system/demo.py

# The system tests boot these too.
TEST_NEEDS += $(B)/phone.img $(B)/phone_rogue.img $(B)/phone_strict.img $(B)/flash.img
