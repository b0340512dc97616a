# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of auth: the pure rules, and the whole service against peers that the test plays.

$(eval $(call unit_test,auth_rules,tests/unit/auth/rules_test.c components/auth/rules.c,\
	-Icomponents/auth -Icomponents/runtime/include -Ikernel/api))
$(eval $(call unit_test,auth,tests/unit/auth/auth_test.c $(addprefix components/auth/,main.c dialogue.c password.c rules.c sessions.c users.c),\
	-Itests/unit/auth/fake -Icomponents/auth -Icomponents/runtime/include -Ikernel/api,-lsodium))
