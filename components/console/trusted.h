/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The trusted prompt on the screen: covers the views, shows the question of one service, gives typed bytes
 * to nobody else. trusted.c also implements the interface `prompt`.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Is a question on the screen? Then every typed byte is for trusted_type(). */
bool trusted_is_open(void);

void trusted_type(uint8_t byte);

/* Draws the question anew, after the terminal has told its size. */
void trusted_redraw(void);

/* The counter value at which trusted_expire() is due, DEADLINE_NEVER without a question. */
uint64_t trusted_deadline(void);
void trusted_expire(void);

/* To be defined by main.c: the deadline has changed. */
void trusted_deadline_changed(void);
