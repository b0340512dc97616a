# SPDX-License-Identifier: BSD-2-Clause
Billing_SOURCES := $(addprefix components/billing/,main.c book.c export.c)
