/* GOMP_critical_*, GOMP_atomic_*, GOMP_ordered_*: exclusion and order as gcc asks for it (libgomp's
 * critical.c, atomic.c and ordered.c are the ABI's source). Thread-safe, none fails. gcc expands
 * flush, and atomics that the processor has, by itself. Barriers are in parallel.c. */
#include "abi/export.h"
#include "runtime/sync/atomic_lock.h"
#include "runtime/veda.h"

/* critical without a name, and with one: the name's symbol is a pointer, null at the start (5.2,
 * 15.2). */

VEDA_EXPORT(GOMP_critical_start)
void GOMP_critical_start(void)
{
    veda_critical_enter(&veda_critical_unnamed);
}

VEDA_EXPORT(GOMP_critical_end)
void GOMP_critical_end(void)
{
    veda_critical_exit(&veda_critical_unnamed);
}

VEDA_EXPORT(GOMP_critical_name_start)
void GOMP_critical_name_start(void **name)
{
    veda_critical_enter(name);
}

VEDA_EXPORT(GOMP_critical_name_end)
void GOMP_critical_name_end(void **name)
{
    veda_critical_exit(name);
}

/* An atomic region that gcc found no instruction for, and the combine step of array reductions: one
 * lock for all of them (5.2, 15.8.4). */

VEDA_EXPORT(GOMP_atomic_start)
void GOMP_atomic_start(void)
{
    veda_atomic_lock(NULL);
}

VEDA_EXPORT(GOMP_atomic_end)
void GOMP_atomic_end(void)
{
    veda_atomic_unlock(NULL);
}

/* ordered in a loop with an ordered clause (5.2, 15.10.2). */

VEDA_EXPORT(GOMP_ordered_start)
void GOMP_ordered_start(void)
{
    veda_ordered_enter(veda_me());
}

VEDA_EXPORT(GOMP_ordered_end)
void GOMP_ordered_end(void)
{
    veda_ordered_exit(veda_me());
}
