# SPDX-License-Identifier: BSD-2-Clause
Clock_SOURCES := components/clock/main.c
