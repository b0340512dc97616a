/* SPDX-License-Identifier: BSD-2-Clause */
/* The operator's terminal; export.h has the contract. Called by main.c. */
#include "export.h"

#include <bulkhead/money.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COMMAND_MAX 32u

/* What is being printed: line by line, so that a slow terminal never needs more memory than one line. */
enum output { OUTPUT_NONE, OUTPUT_BILL, OUTPUT_RECORDS };

static struct {
	volatile struct stream *stream;
	char command[COMMAND_MAX + 1];
	uint32_t length;
	enum output output;
	uint32_t profile; /* the next line's */
	uint32_t line;    /* of that profile */
	struct book books[EXPORT_PROFILES]; /* as they were when the command came: what is printed adds up */
} terminal;

static const char *const kinds[BILLING_KINDS] = { "cpu_ms", "storage_bytes", "service_bytes", "fees" };
static const char prompt[] = "billing> ";
static const char help[] = "bill: all profiles' bills\r\nrecords: every record, as comma-separated values\r\n";

static void print(const char *text)
{
	ring_write(&terminal.stream->to_console, text, strlen(text));
}

/* A line about kind `line` of a profile; after the last kind, its total. */
static bool bill_line(uint32_t profile, uint32_t line, char text[static EXPORT_LINE_MAX])
{
	struct book_sum sums[BILLING_KINDS];
	char amount[MONEY_TEXT];
	int64_t total;
	if (line > BILLING_KINDS)
		return false;
	book_add_up(&terminal.books[profile], sums, &total);
	if (line == BILLING_KINDS)
		snprintf(text, EXPORT_LINE_MAX, "%s total %s %s\r\n", export_profile_name(profile), money_text(amount, total), export_currency());
	else
		snprintf(text, EXPORT_LINE_MAX, "%s %s %" PRIu64 " %s %s\r\n", export_profile_name(profile), kinds[line],
		         sums[line].quantity, money_text(amount, sums[line].amount), export_currency());
	return true;
}

/* profile,time_s,kind,quantity,amount,reference: first what was folded, with the time "before", then the records. */
static bool record_line(uint32_t profile, uint32_t line, char text[static EXPORT_LINE_MAX])
{
	const struct book *book = &terminal.books[profile];
	if (line < BILLING_KINDS) {
		snprintf(text, EXPORT_LINE_MAX, "%s,before,%s,%" PRIu64 ",%" PRId64 ",0\r\n", export_profile_name(profile), kinds[line],
		         book->folded[line].quantity, book->folded[line].amount);
		return true;
	}
	const struct book_record *record = book_record_at(book, line - BILLING_KINDS);
	if (record != NULL)
		snprintf(text, EXPORT_LINE_MAX, "%s,%" PRIu64 ",%s,%" PRIu64 ",%" PRId64 ",%" PRIu64 "\r\n", export_profile_name(profile),
		         record->time_s, kinds[record->kind], record->quantity, record->amount, record->reference);
	return record != NULL;
}

/* Print lines until there are no more or the stream is full; true if something was printed. */
static bool pump(void)
{
	bool printed = false;
	while (terminal.output != OUTPUT_NONE && ring_space(&terminal.stream->to_console) >= EXPORT_LINE_MAX) {
		char text[EXPORT_LINE_MAX];
		bool (*const write)(uint32_t, uint32_t, char *) = terminal.output == OUTPUT_BILL ? bill_line : record_line;
		printed = true;
		if (terminal.profile == export_profile_count()) {
			terminal.output = OUTPUT_NONE;
			print(prompt);
		} else if (write(terminal.profile, terminal.line, text)) {
			terminal.line++;
			print(text);
		} else {
			terminal.profile++;
			terminal.line = 0;
		}
	}
	return printed;
}

static void begin(enum output output)
{
	terminal.output = output;
	terminal.profile = terminal.line = 0;
	memcpy(terminal.books, export_books(), export_profile_count() * sizeof(terminal.books[0]));
	if (output == OUTPUT_RECORDS)
		print("profile,time_s,kind,quantity,amount,reference\r\n");
}

static void run_command(void)
{
	terminal.command[terminal.length] = 0;
	terminal.length = 0;
	print("\r\n");
	if (strcmp(terminal.command, "bill") == 0) {
		begin(OUTPUT_BILL);
	} else if (strcmp(terminal.command, "records") == 0) {
		begin(OUTPUT_RECORDS);
	} else {
		print(terminal.command[0] != 0 ? help : "");
		print(prompt);
	}
}

static void take_key(char key)
{
	const char echo[2] = { key, 0 };
	if (key == '\r' || key == '\n') {
		run_command();
	} else if ((key == '\b' || key == 0x7f) && terminal.length > 0) {
		terminal.length--;
		print("\b \b");
	} else if (key >= ' ' && key < 0x7f && terminal.length < COMMAND_MAX) {
		terminal.command[terminal.length++] = key;
		print(echo);
	}
}

void export_start(volatile struct stream *stream)
{
	memset(&terminal, 0, sizeof(terminal));
	terminal.stream = stream;
	if (stream != NULL)
		print(prompt);
}

/* Keys are taken only while nothing is being printed and there is room for what they may print. */
static bool take_keys(void)
{
	bool printed = false;
	char key;
	while (terminal.output == OUTPUT_NONE && ring_space(&terminal.stream->to_console) >= EXPORT_LINE_MAX &&
	       ring_read(&terminal.stream->from_console, &key, 1) == 1) {
		take_key(key);
		printed = true;
	}
	return printed;
}

bool export_serve(void)
{
	bool printed = false, more = terminal.stream != NULL;
	while (more) {
		more = take_keys();
		more = pump() || more;
		printed = printed || more;
	}
	return printed;
}
