# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of the runtime: what needs no kernel, and the rest against system calls that the test plays (fake/).

RUNTIME_UNIT_CFLAGS := -Itests/unit/runtime/fake -Icomponents/runtime -Icomponents/runtime/include -Ikernel/api

$(eval $(call unit_test,runtime_ring,tests/unit/runtime/ring_test.c components/runtime/ring.c,$(RUNTIME_UNIT_CFLAGS)))
$(eval $(call unit_test,runtime_heap,tests/unit/runtime/heap_test.c components/runtime/heap.c,$(RUNTIME_UNIT_CFLAGS)))
$(eval $(call unit_test,runtime_log,tests/unit/runtime/log_test.c components/runtime/log.c components/runtime/ring.c,\
	$(RUNTIME_UNIT_CFLAGS)))
$(eval $(call unit_test,runtime_loop,tests/unit/runtime/loop_test.c components/runtime/loop.c components/runtime/glue.c,\
	$(RUNTIME_UNIT_CFLAGS)))
