# SPDX-License-Identifier: BSD-2-Clause
LOADER_UNIT_CFLAGS := -Iplatform/loader -Ikernel/include -Ikernel/api

$(eval $(call unit_test,loader_range_set,platform/loader/range_set.c tests/unit/loader/range_set_test.c,$(LOADER_UNIT_CFLAGS)))

$(eval $(call unit_test,loader_package,platform/loader/package_check.c platform/loader/sha256.c \
	tests/unit/loader/package_test.c,$(LOADER_UNIT_CFLAGS)))

$(eval $(call unit_test,loader_machine,platform/loader/machine.c platform/loader/range_set.c \
	tests/unit/loader/tree.c tests/unit/loader/machine_test.c,$(LOADER_UNIT_CFLAGS) -Itests/unit/loader,-lfdt))

$(eval $(call unit_test,loader_cores,platform/loader/cores.c tests/unit/loader/cores_test.c,$(LOADER_UNIT_CFLAGS)))

$(eval $(call unit_test,loader_objects,$(addprefix platform/loader/,range_set.c memory.c tables.c kernel_image.c init_image.c) \
	tests/unit/loader/objects_test.c,$(LOADER_UNIT_CFLAGS) -D_GNU_SOURCE))
