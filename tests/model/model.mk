# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel on the pretend machine (tests/unit/kernel/unit.mk says of what it is made) without sanitisers, as
# objects that test_model.py links anew for each mistake that it plants in one of them; for coverage; for fuzzing.

MODEL_SOURCES := $(KERNEL_HOST_KERNEL) $(KERNEL_HOST_MODEL)
MODEL_CC      := $(HOSTCC) -std=c11 -g -O1 $(WARN) $(KERNEL_HOST_FLAGS)
MODEL_OBJECTS := $(patsubst %.c,$(B)/test/model/%.o,$(MODEL_SOURCES) tests/unit/kernel/sequence_test.c)

$(MODEL_OBJECTS): $(B)/test/model/%.o: %.c
	$(Q)mkdir -p $(@D)
	$(Q)$(MODEL_CC) $(DEPFLAGS) -c $< -o $@

# What test_model.py has to know: the compiler's command line, then the objects.
$(B)/test/model/commands: $(MODEL_OBJECTS) tests/model/model.mk tests/unit/kernel/unit.mk
	$(Q)printf '%s\n%s\n' '$(MODEL_CC)' '$(MODEL_OBJECTS)' > $@
TEST_NEEDS += $(B)/test/model/commands
