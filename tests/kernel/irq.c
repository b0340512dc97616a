/* SPDX-License-Identifier: BSD-2-Clause */
/* Device interrupts as notifications, with the real-time clock of QEMU's virt board as the device. */
#include <world.h>

#include "check.h"

#define ROOT        INIT_SLOT_CNODE
#define CONTROL     INIT_SLOT_IRQ_CONTROL
#define SPARE       60 /* an interrupt of a device that is not there */
#define RTC_ADDRESS 0x09010000ULL
#define RTC_INTID   34
#define RTC_WINDOW  0x20000000ULL
#define LEVEL       1
#define EDGE        0

/* PL031 registers (Arm DDI 0224, 3.2), in words. */
enum rtc_register { RTC_NOW = 0, RTC_MATCH = 1, RTC_MASK = 4, RTC_CLEAR = 7 };

static volatile uint32_t *const rtc = (volatile uint32_t *)RTC_WINDOW;

static uint64_t handler_of(uint64_t intid, uint64_t level)
{
	uint64_t slot = world_slots(1);

	CHECK_EQUAL(OK, irq_control_get(CONTROL, intid, level, ROOT, slot));
	return slot;
}

/* --- handlers --------------------------------------------------------------------------------------- */

static void test_irq_control__makes_a_handler(void)
{
	uint64_t handler = handler_of(SPARE, LEVEL);

	CHECK_EQUAL(TYPE_IRQ_HANDLER, world_type(handler));
	CHECK_EQUAL(SPARE, world_object(handler));
}

static void test_irq_control__rejects_interrupts_that_are_not_to_be_had(void)
{
	static const uint64_t intids[] = { 0, 15, 25, 26, 27, 1020, 1023, 8192, 1ULL << 32 | SPARE, ~0ULL };

	for (unsigned n = 0; n < sizeof intids / sizeof intids[0]; n++)
		CHECK_ITEM(n, OUT_OF_RANGE, irq_control_get(CONTROL, intids[n], LEVEL, ROOT, world_slots(1)));
}

static void test_irq_control__rejects_other_triggers(void)
{
	CHECK_EQUAL(INVALID_ARGUMENT, irq_control_get(CONTROL, SPARE, 2, ROOT, world_slots(1)));
}

static void test_irq_control__rejects_one_that_has_been_issued(void)
{
	uint64_t handler = handler_of(SPARE, LEVEL), slot = world_slots(1);

	CHECK_EQUAL(ALREADY, irq_control_get(CONTROL, SPARE, LEVEL, ROOT, slot));
	CHECK_EQUAL(OK, cnode_delete(ROOT, handler));
	CHECK_EQUAL(OK, irq_control_get(CONTROL, SPARE, LEVEL, ROOT, slot));
}

static void test_irq_control__rejects_an_occupied_slot(void)
{
	uint64_t taken = world_make(TYPE_ENDPOINT, 0);

	CHECK_EQUAL(SLOT_OCCUPIED, irq_control_get(CONTROL, SPARE, LEVEL, ROOT, taken));
	CHECK_EQUAL(OUT_OF_RANGE, irq_control_get(CONTROL, SPARE, LEVEL, ROOT, 1ULL << INIT_CNODE_BITS));
	handler_of(SPARE, LEVEL); /* it has not been issued */
}

static void test_irq_bind__rejects_a_second_notification(void)
{
	uint64_t handler = handler_of(SPARE, EDGE), notification = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	CHECK_EQUAL(OK, irq_handler_bind(handler, notification));
	CHECK_EQUAL(ALREADY, irq_handler_bind(handler, notification));
	CHECK_EQUAL(OK, irq_handler_unbind(handler));
	CHECK_EQUAL(OK, irq_handler_bind(handler, notification));
}

static void test_irq_handler__unbound_can_neither_be_acknowledged_nor_unbound(void)
{
	uint64_t handler = handler_of(SPARE, EDGE);

	CHECK_EQUAL(WRONG_STATE, irq_handler_ack(handler));
	CHECK_EQUAL(WRONG_STATE, irq_handler_unbind(handler));
}

static void test_irq_handler__is_unbound_when_its_notification_goes(void)
{
	uint64_t one = handler_of(SPARE, EDGE), two = handler_of(SPARE + 1, EDGE);
	uint64_t notification = world_make(TYPE_NOTIFICATION, 0);

	CHECK_EQUAL(OK, irq_handler_bind(one, world_badged(notification, 1)));
	CHECK_EQUAL(OK, irq_handler_bind(two, world_badged(notification, 2)));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, notification));
	CHECK_EQUAL(OK, cnode_delete(ROOT, notification));
	CHECK_EQUAL(WRONG_STATE, irq_handler_ack(one));
	CHECK_EQUAL(WRONG_STATE, irq_handler_unbind(two));
}

static void test_irq_handlers__of_one_notification_are_unbound_in_any_order(void)
{
	uint64_t handlers[4], notification = world_make(TYPE_NOTIFICATION, 0);
	static const unsigned order[4] = { 1, 3, 0, 2 };

	for (unsigned n = 0; n < 4; n++) {
		handlers[n] = handler_of(SPARE + n, EDGE);
		CHECK_ITEM(n, OK, irq_handler_bind(handlers[n], world_badged(notification, 1ULL << n)));
	}
	for (unsigned n = 0; n < 4; n++)
		CHECK_ITEM(n, OK, irq_handler_unbind(handlers[order[n]]));
	for (unsigned n = 0; n < 4; n++)
		CHECK_ITEM(n, WRONG_STATE, irq_handler_unbind(handlers[n]));
}

/* --- a real device ---------------------------------------------------------------------------------- */

static uint64_t notification, handler;

static void set_up(void)
{
	uint64_t frame = world_device(RTC_ADDRESS);

	CHECK_EQUAL(OK, world_map(frame, INIT_SLOT_VSPACE, RTC_WINDOW, RIGHT_READ | RIGHT_WRITE, MAP_DEVICE));
	rtc[RTC_CLEAR] = 1;
	rtc[RTC_MASK] = 1;
	notification = world_make(TYPE_NOTIFICATION, 0);
	handler = handler_of(RTC_INTID, LEVEL);
	CHECK_EQUAL(OK, irq_handler_bind(handler, world_badged(notification, 0x40)));
}

/* A match at this very second raises the interrupt at once. */
static void ring(void)
{
	rtc[RTC_MATCH] = rtc[RTC_NOW];
}

static bool arrives(void)
{
	uint64_t word = 0;
	enum status status = bulkhead_wait(notification, clock_deadline_ms(2), &word);

	return status == OK && word == 0x40;
}

static void test_irq__arrives_as_its_notifications_badge(void)
{
	set_up();
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	CHECK(!arrives());
	ring();
	CHECK(arrives());
	rtc[RTC_CLEAR] = 1;
}

static void test_irq__is_off_before_the_first_acknowledgement(void)
{
	set_up();
	ring();
	CHECK(!arrives());
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	CHECK(arrives());
	rtc[RTC_CLEAR] = 1;
}

static void test_irq__comes_once_until_it_is_acknowledged(void)
{
	set_up();
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	ring();
	CHECK(arrives());
	CHECK(!arrives()); /* though the line is still up */
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	CHECK(arrives());
	rtc[RTC_CLEAR] = 1;
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	CHECK(!arrives());
	ring();
	CHECK(arrives());
	rtc[RTC_CLEAR] = 1;
}

static void test_irq__unbound_or_deleted_stays_off(void)
{
	set_up();
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	CHECK_EQUAL(OK, irq_handler_unbind(handler));
	ring();
	CHECK(!arrives());
	CHECK_EQUAL(OK, cnode_delete(ROOT, handler));
	CHECK(!arrives());
	handler = handler_of(RTC_INTID, LEVEL);
	CHECK_EQUAL(OK, irq_handler_bind(handler, world_badged(notification, 0x40)));
	CHECK(!arrives());
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	CHECK(arrives());
	rtc[RTC_CLEAR] = 1;
}

static void test_irq__fires_again_after_its_handler_went_in_the_middle(void)
{
	set_up();
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	ring();
	CHECK(arrives());
	CHECK_EQUAL(OK, cnode_delete(ROOT, handler)); /* never acknowledged */
	handler = handler_of(RTC_INTID, LEVEL);
	CHECK_EQUAL(OK, irq_handler_bind(handler, world_badged(notification, 0x40)));
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	CHECK(arrives());
	rtc[RTC_CLEAR] = 1;
}

static void test_irq__wakes_a_thread_that_receives_with_it_bound(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);
	struct message message = { 0 };

	set_up();
	CHECK_EQUAL(OK, thread_bind_notification(INIT_SLOT_THREAD, notification));
	CHECK_EQUAL(OK, irq_handler_ack(handler));
	ring();
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, 0, clock_deadline_ms(2), &message));
	CHECK_EQUAL(OK | ARRIVED_NOTIFICATION, message.status);
	CHECK_EQUAL(0x40, message.badge);
	rtc[RTC_CLEAR] = 1;
}

static const struct test tests[] = {
	TEST(irq_control__makes_a_handler),
	TEST(irq_control__rejects_interrupts_that_are_not_to_be_had),
	TEST(irq_control__rejects_other_triggers),
	TEST(irq_control__rejects_one_that_has_been_issued),
	TEST(irq_control__rejects_an_occupied_slot),
	TEST(irq_bind__rejects_a_second_notification),
	TEST(irq_handler__unbound_can_neither_be_acknowledged_nor_unbound),
	TEST(irq_handler__is_unbound_when_its_notification_goes),
	TEST(irq_handlers__of_one_notification_are_unbound_in_any_order),
	TEST(irq__arrives_as_its_notifications_badge),
	TEST(irq__is_off_before_the_first_acknowledgement),
	TEST(irq__comes_once_until_it_is_acknowledged),
	TEST(irq__unbound_or_deleted_stays_off),
	TEST(irq__fires_again_after_its_handler_went_in_the_middle),
	TEST(irq__wakes_a_thread_that_receives_with_it_bound),
};
const struct suite irq_suite = SUITE(tests);
