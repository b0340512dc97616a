# SPDX-License-Identifier: BSD-2-Clause
INIT_UNIT_CFLAGS := -Icomponents/init -Ikernel/api

$(eval $(call unit_test,init_table,components/init/table.c tests/unit/init/table_test.c,$(INIT_UNIT_CFLAGS)))
$(eval $(call unit_test,init_elf,components/init/elf_file.c tests/unit/init/elf_test.c,$(INIT_UNIT_CFLAGS)))
