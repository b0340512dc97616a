/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The attacks in the order of their phases, for the preprocessor: ATTACK(name) is attack_<name>() of hostile_*.c.
 * From the last one the guest does not come back.
 */
ATTACK(nothing)
ATTACK(spin)

ATTACK(stray_accesses)
ATTACK(stray_fetches)
ATTACK(page_table_walks)
ATTACK(cache_and_tlb_maintenance)
ATTACK(memory_pressure)

ATTACK(hostile_registers)
ATTACK(debug_registers)
ATTACK(random_system_instructions)
ATTACK(random_calls)
ATTACK(power_calls)

ATTACK(timer_never_ended)
ATTACK(timer_storm)
ATTACK(physical_timer)
ATTACK(software_interrupts_to_all)
ATTACK(list_register_exhaustion)
ATTACK(wait_storm)
ATTACK(exit_storm)

ATTACK(malformed_queues)
ATTACK(rings_changed_while_read)
ATTACK(device_register_nonsense)
ATTACK(disk_flood)
ATTACK(entropy_flood)

ATTACK(connection_flood)
ATTACK(credit_abuse)
ATTACK(malformed_packets)
ATTACK(service_flood)

ATTACK(console_flood)
ATTACK(endless_output)
ATTACK(escape_sequences)
ATTACK(imitated_prompt)

ATTACK(reset_storm)
ATTACK(lost_processor)
