# SPDX-License-Identifier: BSD-2-Clause
Auth_SOURCES := $(addprefix components/auth/,main.c dialogue.c password.c rules.c sessions.c users.c)
Auth_LIBS    := sodium
