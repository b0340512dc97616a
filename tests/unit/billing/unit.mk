# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of billing: the book as it is, and the whole service against peers that the test plays.

BILLING_UNIT_CFLAGS := -D_DEFAULT_SOURCE -Itests/unit/billing/fake -Icomponents/billing -Icomponents/runtime/include -Ikernel/api

$(eval $(call unit_test,billing_book,tests/unit/billing/book_test.c components/billing/book.c,$(BILLING_UNIT_CFLAGS)))
$(eval $(call unit_test,billing,tests/unit/billing/billing_test.c components/runtime/ring.c \
	$(addprefix components/billing/,main.c book.c export.c),$(BILLING_UNIT_CFLAGS)))
