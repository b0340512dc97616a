# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of store: the reader of partition tables, and the whole of store between clients and a disk.

STORE_UNIT_CFLAGS := -Itests/unit/store -Icomponents/store -Icomponents/runtime/include -D_DEFAULT_SOURCE

$(eval $(call unit_test,gpt,tests/unit/store/gpt_test.c tests/unit/store/gpt_image.c components/store/gpt.c,\
	$(STORE_UNIT_CFLAGS)))
$(eval $(call unit_test,store,tests/unit/store/store_test.c tests/unit/store/gpt_image.c \
	$(addprefix components/store/,main.c router.c table_reader.c gpt.c),-Itests/unit/store/fake $(STORE_UNIT_CFLAGS)))
