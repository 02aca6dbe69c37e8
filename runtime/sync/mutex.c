/* The contended half of mutex.h: look a while (the holder is most likely running and nearly done), then
 * sleep. The spin backs off so that waiters do not keep taking the line from the holder. */
#include "runtime/sync/mutex.h"

#include "runtime/sched/wait.h"

void veda_mutex_lock_slow(struct veda_mutex *m)
{
    uint32_t rounds = veda_wait_mutex_rounds();
    uint32_t pause = 1;
    for (uint32_t i = 0; i < rounds; i++) {
        for (uint32_t k = 0; k < pause; k++)
            veda_cpu_relax();
        if (pause < 64)
            pause *= 2;
        if (ld_rlx(&m->word) == 0 && veda_mutex_lock_try(m)) /* hint, then the CAS */
            return;
    }
    while (xchg_acq(&m->word, 2) != 0) /* [MUTEX-HOLD] */
        veda_futex_wait(&m->word, 2, 0);
}
