# SPDX-License-Identifier: BSD-2-Clause
#
# A hostile guest and its victim, bare-metal guests as those of tests/guest: $(B)/test/hostile/NAME.bin. The tests make
# profiles of them, with what else they tell them on the command line.
# quiet.c takes the place of the hostile guest: what the victim measures then is undisturbed.

HOSTILE_COMMON := $(GUEST_TEST_COMMON:%=$(B)/test/guest/%.o) $(B)/test/hostile/socket.o $(B)/test/hostile/schedule.o
HOSTILE_THEMES := hostile hostile_memory hostile_processor hostile_device hostile_socket

$(B)/test/hostile/%.o: tests/hostile/%.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(GUEST_TEST_CFLAGS) -Itests/guest -c $< -o $@

$(B)/test/hostile/hostile.elf: $(HOSTILE_THEMES:%=$(B)/test/hostile/%.o)
$(B)/test/hostile/sweep.elf: $(B)/test/hostile/sweep.o
$(B)/test/hostile/quiet.elf: $(B)/test/hostile/quiet.o
$(B)/test/hostile/victim.elf: $(B)/test/hostile/victim.o

$(B)/test/hostile/%.elf: $(HOSTILE_COMMON) tests/guest/guest.ld
	$(call say,LINK,$@)
	$(Q)$(CC) -nostdlib -static -no-pie -Wl,--build-id=none -Wl,--no-warn-rwx-segments -Wl,-T,tests/guest/guest.ld \
		$(filter %.o,$^) -o $@

$(B)/test/hostile/%.bin: $(B)/test/hostile/%.elf
	$(Q)$(OBJCOPY) -O binary $< $@

.PRECIOUS: $(B)/test/hostile/%.o $(B)/test/hostile/%.elf $(B)/test/hostile/%.bin
TEST_NEEDS += $(addprefix $(B)/test/hostile/,hostile.bin quiet.bin victim.bin sweep.bin)

# The phone with a native witness, $(B)/phone_witness.img: what both runs boot.
Witness_SOURCES := tests/hostile/witness/main.c tests/hostile/witness/registers.S
Witness_INCLUDE := tests/hostile/witness
NeverIdle_SOURCES := tests/hostile/witness/never_idle.c

$(eval $(call assembly,phone_witness,tests/hostile/witness/witness.camkes))
TEST_NEEDS += $(B)/phone.img $(B)/phone_witness.img
