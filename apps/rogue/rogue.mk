# SPDX-License-Identifier: BSD-2-Clause
#
# The phone with a rogue component: $(B)/phone_rogue.img, booted by the demo and the system tests.

Rogue_SOURCES := apps/rogue/main.c apps/rogue/calls.c apps/rogue/pages.c apps/rogue/attempt.S
Rogue_INCLUDE := apps/rogue

$(eval $(call assembly,phone_rogue,apps/rogue/rogue.camkes))
