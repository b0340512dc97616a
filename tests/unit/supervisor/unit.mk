# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of the supervisor: its rules, and its handlers against a kernel that the test plays (fake/).

SUPERVISOR_UNIT_CFLAGS := -Itests/unit/supervisor/fake -Icomponents/supervisor -Icomponents/runtime/include -Ikernel/api

$(eval $(call unit_test,supervisor_policy,tests/unit/supervisor/policy_test.c components/supervisor/policy.c,\
	$(SUPERVISOR_UNIT_CFLAGS)))
$(eval $(call unit_test,supervisor,tests/unit/supervisor/supervisor_test.c components/supervisor/main.c \
	components/supervisor/policy.c,$(SUPERVISOR_UNIT_CFLAGS)))
