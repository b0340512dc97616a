/* SPDX-License-Identifier: BSD-2-Clause */
/* The loader's one way to give up: a message on the console, then power off. main.c; host tests their own. */
#pragma once

/* Prints "loader: <what>[: <detail>]; stopped" and switches the machine off, or waits for ever. */
_Noreturn void stop(const char *what, const char *detail);
