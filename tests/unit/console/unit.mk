# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of the console: its pure modules, and the views on a terminal that the test records.

CONSOLE_UNIT_CFLAGS := -D_GNU_SOURCE -Icomponents/console -Icomponents/runtime/include -Ikernel/api

$(foreach module,filter history keys question log_lines,$(eval $(call unit_test,console_$(module),\
	tests/unit/console/$(module)_test.c components/console/$(module).c,$(CONSOLE_UNIT_CFLAGS))))
$(eval $(call unit_test,console_views,tests/unit/console/views_test.c \
	$(addprefix components/console/,views.c screen.c filter.c history.c),$(CONSOLE_UNIT_CFLAGS)))
