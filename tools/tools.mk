# SPDX-License-Identifier: BSD-2-Clause
#
# What the tools make: third-party parts for the phone (deps/deps.mk).

include tools/deps/deps.mk
