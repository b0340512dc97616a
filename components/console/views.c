/* SPDX-License-Identifier: BSD-2-Clause */
/* Views and what of them is on the terminal; views.h has the contract. Called by main.c. */
#include "views.h"

#include "filter.h"
#include "history.h"
#include "screen.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define CHUNK 256

struct view {
	const char *name;
	struct filter filter;
	struct history history;
	bool news; /* output since it was last looked at */
};

static struct view views[VIEWS_MAX];
static unsigned count, selected;
static const char *cover; /* status line of what covers the views, 0 if nothing does */

unsigned views_add(const char *name)
{
	if (count == VIEWS_MAX)
		return VIEWS_MAX;
	views[count].name = name;
	return count++;
}

unsigned views_count(void)
{
	return count;
}

const char *views_name(unsigned view)
{
	return views[view].name;
}

unsigned views_selected(void)
{
	return selected;
}

unsigned views_find(uint8_t command)
{
	if (command >= '1' && command < '1' + count)
		return command - '1';
	for (unsigned i = 0; i < count; i++)
		if (command && tolower(command) == tolower((unsigned char)views[i].name[0]))
			return i;
	return VIEWS_MAX;
}

/* "corporate | Ctrl-] 1 corporate 2 personal* 3 log ? help"; the star marks news. */
static void draw_status(void)
{
	char text[SCREEN_COLUMNS_MAX + 1];
	size_t size;

	if (cover) {
		screen_draw_status(cover, true);
		return;
	}
	size = (size_t)snprintf(text, sizeof text, " %s | Ctrl-]", views[selected].name);
	for (unsigned i = 0; i < count && size < sizeof text; i++)
		size += (size_t)snprintf(text + size, sizeof text - size, " %u %s%s", i + 1, views[i].name,
		                         views[i].news ? "*" : "");
	if (size < sizeof text)
		snprintf(text + size, sizeof text - size, " ? help");
	screen_draw_status(text, false);
}

static void note_news(struct view *view)
{
	if (view->news)
		return;
	view->news = true;
	draw_status();
}

/* Filters at most CHUNK bytes; `safe` has room for what they release. */
static size_t filter_chunk(struct view *view, const uint8_t *data, size_t size, bool *erases, uint8_t *safe)
{
	size_t total = 0;

	for (size_t i = 0; i < size; i++)
		total += filter_take(&view->filter, data[i], screen_rows(), erases, safe + total);
	return total;
}

void views_output(unsigned number, const void *data, size_t size)
{
	struct view *view = &views[number];
	const uint8_t *bytes = data;
	bool drawn = number == selected && !cover;
	bool erases = false;

	for (size_t done = 0; done < size; done += CHUNK) {
		uint8_t safe[CHUNK + FILTER_OUTPUT];
		size_t chunk = size - done < CHUNK ? size - done : CHUNK;
		size_t shown = filter_chunk(view, bytes + done, chunk, &erases, safe);
		history_add(&view->history, safe, shown);
		if (drawn)
			output_write(safe, shown);
	}
	if (drawn)
		history_mark_seen(&view->history);
	else
		note_news(view);
	if (drawn && erases)
		draw_status();
}

static void replay(struct view *view, unsigned lines)
{
	uint8_t chunk[CHUNK];
	size_t size = 0;

	for (uint64_t i = history_start(&view->history, lines); i < view->history.end; i++) {
		chunk[size++] = history_byte(&view->history, i);
		if (size == sizeof chunk || i + 1 == view->history.end) {
			output_write(chunk, size);
			size = 0;
		}
	}
	history_mark_seen(&view->history);
}

void views_redraw(void)
{
	struct view *view = &views[selected];

	if (cover)
		return;
	view->news = false;
	if (screen_has_status()) {
		screen_clear();
		replay(view, screen_rows() - 1u);
		draw_status();
	} else {
		screen_print("\r\n--- ");
		screen_print(view->name);
		screen_print(" ---\r\n");
		replay(view, 0);
	}
}

void views_select(unsigned view)
{
	selected = view;
	views_redraw();
}

void views_cover(const char *status)
{
	cover = status;
	if (screen_has_status())
		screen_clear();
	draw_status();
}

void views_uncover(void)
{
	cover = 0;
	views_redraw();
}
