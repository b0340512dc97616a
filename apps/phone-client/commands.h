/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of `phone`, one file each. All take the options that main.c has parsed, print their result
 * (output.h) and return the exit code.
 */
#pragma once

#include "service.h"

struct options {
	const char *user;    /* never NULL */
	const char *purpose; /* never NULL */
	const char *profile; /* never NULL */
	const char *payee;   /* NULL if not given, like the next two */
	const char *amount;
	const char *key;
	int count;           /* operands after the command's name */
	char *const *operands;
};

enum exit_code auth_login(const struct options *options);
enum exit_code auth_check(const struct options *options);
enum exit_code auth_logout(const struct options *options);

enum exit_code admin_enrol(const struct options *options);
enum exit_code admin_remove(const struct options *options);
enum exit_code admin_unlock(const struct options *options);
enum exit_code admin_list(const struct options *options);

enum exit_code wallet_balance(const struct options *options);
enum exit_code wallet_pay(const struct options *options);
enum exit_code wallet_receipt(const struct options *options);
enum exit_code wallet_key(const struct options *options);

enum exit_code billing_show(const struct options *options);

enum exit_code services_list(const struct options *options);

enum exit_code raw_send(const struct options *options);
