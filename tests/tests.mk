# SPDX-License-Identifier: BSD-2-Clause
#
# Tests: three rings (host unit tests, kernel tests in QEMU, whole systems in QEMU) under one pytest run.
#
# A host unit test is a cmocka program. Its area adds tests/unit/<area>/unit.mk with
#   $(eval $(call unit_test,NAME,SOURCES,EXTRA CFLAGS,EXTRA LIBS))
# and pytest runs the program. What the QEMU tests boot is appended to TEST_NEEDS by tests/<area>/<area>.mk.
# A test marked `slow` is left out of test-quick.

UNIT_CFLAGS := -std=c11 -g -O1 $(WARN) $(DEPFLAGS) -fno-omit-frame-pointer \
               -fsanitize=address,undefined -fno-sanitize-recover=all

UNIT_PROGRAMS :=
TEST_NEEDS    :=

unit_objects = $(patsubst %.c,$(B)/test/unit/$(1).objects/%.o,$(2))

define unit_object
$(call unit_objects,$(1),$(2)): $(2)
	@mkdir -p $$(@D)
	$$(Q)$$(HOSTCC) $$(UNIT_CFLAGS) $(3) -c $$< -o $$@
endef

define unit_test
$(foreach source,$(2),$(eval $(call unit_object,$(1),$(source),$(3))))
UNIT_PROGRAMS += $(B)/test/unit/$(1)
$(B)/test/unit/$(1): $(call unit_objects,$(1),$(2))
	$$(call say,HOSTLD,$$@)
	$$(Q)$$(HOSTCC) -fsanitize=address,undefined $$^ -o $$@ -lcmocka $(4)
endef

include $(wildcard tests/unit/*/unit.mk)
include $(foreach area,$(wildcard tests/*),$(wildcard $(area)/$(notdir $(area)).mk))

PYTEST := $(PYTHON) -m pytest -c tests/pytest.ini --rootdir=tests -o cache_dir=../$(B)/test/cache -q

.PHONY: test test-quick soak check
test: $(ALL) $(UNIT_PROGRAMS) $(TEST_NEEDS)  ## all tests; reports and console logs under build/test
	$(Q)$(PYTEST) --junitxml=$(B)/test/results.xml tests

test-quick: $(ALL) $(UNIT_PROGRAMS) $(TEST_NEEDS)  ## the part of the tests under five minutes
	$(Q)$(PYTEST) --junitxml=$(B)/test/results.xml -m 'not slow and not soak' tests

soak: $(ALL) $(TEST_NEEDS)  ## the tests that take long
	$(Q)$(PYTEST) --junitxml=$(B)/test/soak.xml -m soak tests

check: $(UNIT_PROGRAMS)  ## style, layers and host unit tests, under a minute
	$(Q)$(PYTHON) tests/style/style.py
	$(Q)$(PYTEST) tests/unit
