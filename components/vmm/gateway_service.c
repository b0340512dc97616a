/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which service is behind which port, and how its methods are called; gateway_service.h says how it works. What a
 * guest sent is decoded into locals and must be used up exactly; the service's own checks come on top.
 */
#include "gateway_service.h"

#include <stddef.h>

#include "gateway_method.h"

static const struct service *const services[] = { &gateway_login, &gateway_admin, &gateway_wallet, &gateway_billing };

static const struct service *find_service(uint32_t port)
{
	for (uint32_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (services[i]->port == port && services[i]->connected)
			return services[i];
	return NULL;
}

static const struct service_method *find_method(const struct service *service, uint16_t number)
{
	for (uint32_t i = 0; i < service->method_count; i++)
		if (service->methods[i].number == number)
			return &service->methods[i];
	return NULL;
}

static enum progress hello(struct gateway_mailbox *mailbox, const struct service *service)
{
	const uint32_t version = GATEWAY_VERSION;

	if (!has_no_payload(mailbox))
		return DONE;
	reply(mailbox, GATEWAY_OK);
	put_bytes(mailbox, &version, sizeof(version));
	put_string(mailbox, service->name);
	return DONE;
}

bool gateway_service_exists(uint32_t port)
{
	return find_service(port) != NULL;
}

bool gateway_service_step(struct gateway_mailbox *mailbox)
{
	const struct service *service = find_service(mailbox->port); /* it existed when the connection was opened */
	const struct service_method *method = find_method(service, mailbox->header.code);

	if (mailbox->header.code == GATEWAY_HELLO)
		return hello(mailbox, service) == DONE;
	if (!method)
		return reply(mailbox, GATEWAY_NO_METHOD) == DONE;
	return (mailbox->waiting ? method->poll(mailbox) : method->start(mailbox)) == DONE;
}

void gateway_service_cancel(struct gateway_mailbox *mailbox)
{
	const struct service_method *method = find_method(find_service(mailbox->port), mailbox->header.code);

	if (mailbox->waiting)
		method->cancel(mailbox->ticket);
	reply(mailbox, GATEWAY_OK);
}
