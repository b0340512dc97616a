/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console: event handlers, and what the keys do. Typed bytes go to the trusted prompt while one is open,
 * otherwise to the selected view's owner; Ctrl-] introduces a command of the console itself.
 */
#include "component.h"
#include "keys.h"
#include "pl011.h"
#include "screen.h"
#include "sources.h"
#include "trusted.h"
#include "views.h"

#include <bulkhead/clock.h>
#include <bulkhead/loop.h>
#include <stdio.h>
#include <string.h>

#define SIZE_ANSWER_MS 2000 /* a terminal that has not told its size by then will not */
#define SIZE_AGAIN_MS  3000 /* its window may change, and the last row with it */

static struct keys keys;
static uint64_t size_deadline = DEADLINE_NEVER; /* to give the question for the size up, or to ask it again */

/* --- time ------------------------------------------------------------------------------------------ */

void trusted_deadline_changed(void)
{
	uint64_t trusted = trusted_deadline();
	bulkhead_set_timer(trusted < size_deadline ? trusted : size_deadline);
}

static void ask_size(void)
{
	screen_ask_size();
	keys_expect_size(&keys);
	size_deadline = clock_deadline_ms(SIZE_ANSWER_MS);
	trusted_deadline_changed();
}

void timer_handle(void)
{
	uint64_t now = clock_ticks();

	if (now >= size_deadline) {
		keys_give_up_size(&keys);
		size_deadline = DEADLINE_NEVER;
		if (screen_has_status())
			ask_size();
	}
	if (now >= trusted_deadline())
		trusted_expire();
	trusted_deadline_changed();
}

/* --- keys ------------------------------------------------------------------------------------------ */

static void print_views(void)
{
	char line[96];

	for (unsigned i = 0; i < views_count(); i++) {
		snprintf(line, sizeof line, "  Ctrl-] %u   %.32s%s\r\n", i + 1, views_name(i),
		         i == views_selected() ? "   (this one)" : "");
		screen_print(line);
	}
}

static void help(void)
{
	screen_print("\r\nKeys of the console:\r\n");
	print_views();
	screen_print("  Ctrl-] and a first letter does the same\r\n"
	             "  Ctrl-] r   draw this view again\r\n"
	             "  Ctrl-] q   how to power off\r\n"
	             "  Ctrl-] Ctrl-]   types Ctrl-] itself\r\n");
}

static void command(uint8_t key)
{
	unsigned view = views_find(key);

	if (view != VIEWS_MAX) {
		views_select(view);
	} else if (key == 'r') {
		ask_size();
		views_redraw();
	} else if (key == 'q') {
		screen_print("\r\n");
		screen_print(quit_hint);
		screen_print("\r\n");
	} else {
		help();
	}
}

static void set_size(uint16_t rows, uint16_t columns)
{
	bool changed = screen_set_size(rows, columns);

	size_deadline = screen_has_status() ? clock_deadline_ms(SIZE_AGAIN_MS) : DEADLINE_NEVER;
	trusted_deadline_changed();
	if (!changed)
		return;
	if (trusted_is_open())
		trusted_redraw();
	else
		views_redraw();
}

static void type(const struct key_event *event)
{
	for (size_t i = 0; i < event->count; i++) {
		if (trusted_is_open())
			trusted_type(event->bytes[i]);
		else
			sources_type(views_selected(), &event->bytes[i], 1);
	}
}

static void take_key(uint8_t byte)
{
	struct key_event event = keys_take(&keys, byte);

	switch (event.kind) {
	case KEY_NOTHING:
		break;
	case KEY_BYTES:
		type(&event);
		break;
	case KEY_COMMAND:
		if (!trusted_is_open())
			command(event.bytes[0]);
		break;
	case KEY_SIZE:
		set_size(event.rows, event.columns);
		break;
	}
}

/* --- events ---------------------------------------------------------------------------------------- */

void uart_interrupt_handle(void)
{
	uint8_t byte;

	pl011_drain();
	while (pl011_receive(&byte))
		take_key(byte);
	sources_serve(); /* a line may have waited for the UART */
	uart_interrupt_acknowledge();
}

void stream_written_handle(void)
{
	sources_serve();
}

void log_written_handle(void)
{
	sources_serve();
}

/* "Ctrl-] 1 corporate, 2 personal, 3 log; Ctrl-] ? is help" */
static void say_keys(void)
{
	char text[200];
	size_t size = 0;

	for (unsigned i = 0; i < views_count() && size < sizeof text; i++)
		size += (size_t)snprintf(text + size, sizeof text - size, "%s%u %.32s", i ? ", " : "", i + 1, views_name(i));
	sources_say("Ctrl-] %s; Ctrl-] ? is help", text);
}

static unsigned first_view(void)
{
	for (unsigned i = 0; i < views_count(); i++)
		if (strcmp(views_name(i), start_view) == 0)
			return i;
	return views_count() - 1;
}

void post_init(void)
{
	pl011_start(uart);
	sources_start();
	say_keys();
	views_select(first_view());
	ask_size();
	sources_serve();
	uart_interrupt_acknowledge();
}
