# SPDX-License-Identifier: BSD-2-Clause
#
# The services' test system: $(B)/services.img, booted by test_services.py.

Tester_SOURCES := tests/services/tester.c
BellServer_SOURCES := tests/services/bell_server.c

$(eval $(call assembly,services,tests/services/services.camkes))

TEST_NEEDS += $(B)/services.img
