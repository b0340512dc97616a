/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The services behind the gateway: which port leads to which interface of the VMM, and for each method how a
 * request's payload becomes a call and the call's results become a reply. All but gateway_service_exists runs in
 * the worker thread, and may wait for the service, but not for a person: such a method starts, and waits in its
 * mailbox for the service's event.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct gateway_mailbox;

/* Does the description connect this profile to the service at `port`? */
bool gateway_service_exists(uint32_t port);

/* Takes the request in the mailbox one step on. True: the mailbox holds the reply. False: it waits for a person,
 * call this again when the service has signalled. */
bool gateway_service_step(struct gateway_mailbox *mailbox);

/* Gives up a request, whether it has been started or not. */
void gateway_service_cancel(struct gateway_mailbox *mailbox);
