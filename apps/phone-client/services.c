/* SPDX-License-Identifier: BSD-2-Clause */
/* `phone services`: which services this profile is connected to, found out by knocking at every known port. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "output.h"

static const uint32_t ports[] = { GATEWAY_PORT_LOGIN, GATEWAY_PORT_ADMIN, GATEWAY_PORT_WALLET, GATEWAY_PORT_BILLING };

enum exit_code services_list(const struct options *options)
{
	(void)options;
	for (unsigned i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		int stream = service_connect(ports[i]);

		if (stream < 0 && errno != ECONNRESET)
			service_fail(EXIT_UNAVAILABLE, "no way to the phone's services: %s", strerror(errno));
		output_row_begin();
		output_number("port", ports[i]);
		output_string("service", service_name(ports[i]));
		output_flag("connected", stream >= 0);
		output_row_end("%u %s: %s", ports[i], service_name(ports[i]), stream >= 0 ? "connected" : "no connection");
		if (stream >= 0)
			close(stream);
	}
	output_end(EXIT_DONE, "%s", "");
	return EXIT_DONE;
}
