# SPDX-License-Identifier: BSD-2-Clause
Store_SOURCES := $(addprefix components/store/,main.c router.c table_reader.c gpt.c)
