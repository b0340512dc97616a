/* SPDX-License-Identifier: BSD-2-Clause */
/* Text or JSON on standard output; output.h says which. */
#include "output.h"

#include <stdio.h>
#include <string.h>

static bool as_json;
static bool in_rows;    /* the array of rows has been opened */
static bool need_comma; /* in the innermost object */

static void print_quoted(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void print_key(const char *key)
{
	if (need_comma)
		putchar(',');
	need_comma = true;
	print_quoted(key);
	putchar(':');
}

void output_start(bool json)
{
	as_json = json;
	if (as_json)
		putchar('{');
}

void output_string(const char *key, const char *value)
{
	if (!as_json)
		return;
	print_key(key);
	print_quoted(value);
}

void output_number(const char *key, uint64_t value)
{
	if (!as_json)
		return;
	print_key(key);
	printf("%llu", (unsigned long long)value);
}

void output_flag(const char *key, bool value)
{
	if (!as_json)
		return;
	print_key(key);
	fputs(value ? "true" : "false", stdout);
}

void output_row_begin(void)
{
	if (!as_json)
		return;
	if (!in_rows) {
		print_key("rows");
		putchar('[');
	} else {
		putchar(',');
	}
	in_rows = true;
	need_comma = false;
	putchar('{');
}

void output_row_end(const char *format, ...)
{
	va_list arguments;

	if (as_json) {
		putchar('}');
		return;
	}
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

void output_lines(const char *text, int columns)
{
	for (size_t size = strlen(text); !as_json && size > 0;) {
		int part = printf("%.*s", columns, text);

		putchar('\n');
		text += part;
		size -= (size_t)part;
	}
}

static void end(int code, const char *format, va_list arguments)
{
	char message[256];

	vsnprintf(message, sizeof(message), format, arguments);
	if (!as_json) {
		if (message[0])
			fprintf(code == 0 ? stdout : stderr, "%s%s\n", code == 0 ? "" : "phone: ", message);
		return;
	}
	if (in_rows) {
		putchar(']');
		need_comma = true;
	}
	output_flag("ok", code == 0);
	output_number("code", (uint64_t)code);
	output_string("message", message);
	puts("}");
}

void output_end(int code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	end(code, format, arguments);
	va_end(arguments);
}

void output_end_failed(int code, const char *format, va_list arguments)
{
	end(code, format, arguments);
}
