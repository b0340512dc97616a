/* SPDX-License-Identifier: BSD-2-Clause */
/* The `phone` command of a guest: parses the command line and calls one of commands.h. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "output.h"

static const char help[] =
	"usage: phone [--json] COMMAND\n"
	"\n"
	"  auth login [--user NAME] [--purpose NAME]   log in; the PIN is typed at the phone's trusted prompt\n"
	"  auth check                                  is the last log-in still good?\n"
	"  auth logout                                 give it up\n"
	"  admin enrol USER [--profile NAME]           make a user, or give one a new PIN\n"
	"  admin remove USER [--profile NAME]\n"
	"  admin unlock USER [--profile NAME]          after too many wrong PINs\n"
	"  admin list                                  the users of all profiles\n"
	"  wallet balance                              what is in this profile's account\n"
	"  wallet pay --to PAYEE --amount N [--key K]  pay, after a log-in with --purpose payment; confirmed at the\n"
	"                                              trusted prompt; the same key never pays twice\n"
	"  wallet receipt NUMBER                       the signed receipt, for tools/bulkhead receipt verify\n"
	"  wallet key                                  the public key that checks receipts\n"
	"  billing show                                what this profile has used and owes\n"
	"  services                                    which services this profile is connected to\n"
	"  raw PORT HEX...                             send bytes as they are, print the replies\n"
	"\n"
	"The user is $USER, the purpose 'session' and the profile this machine's name unless given.\n"
	"--json prints one object instead of text.\n"
	"\n"
	"exit codes: 0 done, 1 refused, 2 usage, 3 this profile has no connection to that service,\n"
	"4 service not available, 5 locked out or too soon, 6 cancelled at the trusted prompt\n";

struct command {
	const char *group; /* NULL: the command has one word */
	const char *name;
	enum exit_code (*run)(const struct options *options);
	int operands_min;
	int operands_max;
};

static const struct command commands[] = {
	{ "auth", "login", auth_login, 0, 0 },
	{ "auth", "check", auth_check, 0, 0 },
	{ "auth", "logout", auth_logout, 0, 0 },
	{ "admin", "enrol", admin_enrol, 1, 1 },
	{ "admin", "remove", admin_remove, 1, 1 },
	{ "admin", "unlock", admin_unlock, 1, 1 },
	{ "admin", "list", admin_list, 0, 0 },
	{ "wallet", "balance", wallet_balance, 0, 0 },
	{ "wallet", "pay", wallet_pay, 0, 0 },
	{ "wallet", "receipt", wallet_receipt, 1, 1 },
	{ "wallet", "key", wallet_key, 0, 0 },
	{ "billing", "show", billing_show, 0, 0 },
	{ NULL, "services", services_list, 0, 0 },
	{ NULL, "raw", raw_send, 2, 64 },
};

static _Noreturn void usage(const char *problem, const char *what)
{
	fprintf(stderr, "phone: %s%s; see phone --help\n", problem, what);
	exit(EXIT_USAGE);
}

/* The command that the words name; `*words` becomes the number of words that it took. */
static const struct command *find_command(int count, char *const *arguments, int *words)
{
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct command *command = &commands[i];

		*words = command->group ? 2 : 1;
		if (count >= *words && (!command->group || strcmp(arguments[0], command->group) == 0) &&
		    strcmp(arguments[*words - 1], command->name) == 0)
			return command;
	}
	return NULL;
}

static const char *default_user(void)
{
	const char *user = getenv("USER");

	return user && *user ? user : "root";
}

static const char *default_profile(void)
{
	static char name[256];

	gethostname(name, sizeof(name) - 1);
	return name;
}

static struct options parse(int argc, char **argv, bool *json)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },        { "help", no_argument, NULL, 'h' },
		{ "user", required_argument, NULL, 'u' },  { "purpose", required_argument, NULL, 'p' },
		{ "profile", required_argument, NULL, 'P' }, { "to", required_argument, NULL, 't' },
		{ "amount", required_argument, NULL, 'a' },  { "key", required_argument, NULL, 'k' }, { 0 },
	};
	struct options options = { .user = default_user(), .purpose = "session", .profile = default_profile() };
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (option) {
		case 'j':
			*json = true;
			break;
		case 'h':
			fputs(help, stdout);
			exit(EXIT_DONE);
		case 'u':
			options.user = optarg;
			break;
		case 'p':
			options.purpose = optarg;
			break;
		case 'P':
			options.profile = optarg;
			break;
		case 't':
			options.payee = optarg;
			break;
		case 'a':
			options.amount = optarg;
			break;
		case 'k':
			options.key = optarg;
			break;
		default:
			exit(EXIT_USAGE); /* getopt has said why */
		}
	}
	options.count = argc - optind;
	options.operands = argv + optind;
	return options;
}

int main(int argc, char **argv)
{
	bool json = false;
	struct options options = parse(argc, argv, &json);
	const struct command *command;
	int words;

	if (options.count == 0)
		usage("no command", "");
	command = find_command(options.count, options.operands, &words);
	if (!command)
		usage("unknown command ", options.operands[0]);
	options.count -= words;
	options.operands += words;
	if (options.count < command->operands_min || options.count > command->operands_max)
		usage("wrong number of operands for ", command->name);
	output_start(json);
	return (int)command->run(&options);
}
