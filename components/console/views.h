/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the person can look at: one view for each guest, for some services, and for the system log. Exactly
 * one is selected; its output is drawn as it comes unless the trusted prompt covers it. The output of
 * the others, and of all while they are covered, waits in their histories.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIEWS_MAX 9

/* A new view; returns its number from 0, VIEWS_MAX when there are too many. `name` must stay valid. */
unsigned views_add(const char *name);

unsigned views_count(void);
const char *views_name(unsigned view);
unsigned views_selected(void);

/* The view that a command selects: its digit from 1, or the first letter of its name. VIEWS_MAX: none. */
unsigned views_find(uint8_t command);

/* Output of a view's owner, not trusted: filtered, kept, and drawn if the view is to be seen. */
void views_output(unsigned view, const void *data, size_t size);

/* Selects a view and shows what it has. */
void views_select(unsigned view);

/* Draws the selected view anew. */
void views_redraw(void);

/* While covered nothing of any view is drawn. Uncovering draws the selected one. */
void views_cover(const char *status);
void views_uncover(void);
