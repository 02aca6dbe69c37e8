/* The cold half of event.h: somebody may sleep. */
#include "runtime/sync/event.h"

void veda_event_wake(struct veda_event *e)
{
    uint32_t seen = ld_rlx(&e->word); /* the CAS below decides */
    while (seen & VEDA_EVENT_WAITERS) {
        /* Next count, flag gone: those who prepared with the old key do not sleep on it any more. */
        if (cas_acq_rel(&e->word, &seen, (seen & ~VEDA_EVENT_WAITERS) + (1u << VEDA_NUDGE_BITS))) { /* [EVENT-DEKKER] */
            veda_futex_wake(&e->word, INT_MAX);
            return;
        }
    }
}
