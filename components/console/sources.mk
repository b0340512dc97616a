# SPDX-License-Identifier: BSD-2-Clause
Console_SOURCES := $(addprefix components/console/,main.c trusted.c sources.c views.c screen.c filter.c history.c \
	keys.c question.c log_lines.c pl011.c)
