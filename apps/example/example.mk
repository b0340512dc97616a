# SPDX-License-Identifier: BSD-2-Clause
#
# The small example: two components and a generated connection of each kind.

ExampleClient_SOURCES := apps/example/client.c
ExampleServer_SOURCES := apps/example/server.c

$(eval $(call assembly,example,apps/example/example.camkes))
