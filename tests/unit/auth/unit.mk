# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of auth: the pure rules, and the whole service against peers that the test plays.

AUTH_UNIT_CFLAGS := -Itests/unit/auth/fake -Icomponents/auth -Icomponents/runtime/include -Ikernel/api

$(eval $(call unit_test,auth_rules,tests/unit/auth/rules_test.c components/auth/rules.c,$(AUTH_UNIT_CFLAGS)))
$(eval $(call unit_test,auth,tests/unit/auth/auth_test.c \
	$(addprefix components/auth/,main.c dialogue.c password.c rules.c sessions.c users.c),$(AUTH_UNIT_CFLAGS),-lsodium))
