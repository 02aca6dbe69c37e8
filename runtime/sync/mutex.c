/* The contended half of mutex.h: look a while (the holder is most likely running and nearly done),
 * then sleep, then look again. Both limits matter. Looks that stayed frequent would keep taking the
 * line from the holder: with 16 threads on 16 cores, pauses of up to 128 relaxes let through two
 * fifths more than pauses of up to 32, because a holder comes back several times between two of them.
 * Where none comes back, the mutex is free for nobody meanwhile, the longer the fewer still wait: a
 * model of 16 threads that come once each, for half a microsecond, has pauses of up to 16 best or
 * nearly so, whatever a relax takes, and 128 half as fast. A woken thread that went back to sleep at
 * its first failure would make every unlock a system call. */
#include "runtime/sync/mutex.h"

#include <pthread.h>

#include "runtime/base/chaos.h"
#include "runtime/sched/wait.h"
#include "runtime/sys/thread.h"

enum {
    LOOKS_MIN = 6,      /* even where the user wants no spinning: less than a sleep costs */
    LOOKS_A_YIELD = 16, /* the holder may be waiting for this processor */
};

/* True: got it. */
static bool look(struct veda_mutex *m, uint32_t holder, uint32_t pause_most)
{
    uint64_t spin = ld_rlx(&veda_wait_limits.spin_cycles); /* hint */
    uint64_t since = veda_cycles();
    uint32_t pause = 1;
    for (uint32_t looks = 1;; looks++) {
        if (ld_rlx(&m->word) == 0 && veda_mutex_lock_as_try(m, holder)) /* hint, then the CAS */
            return true;
        if (looks >= LOOKS_MIN && veda_cycles() - since >= spin)
            return false;
        for (uint32_t i = 0; i < pause; i++)
            veda_cpu_relax();
        if (pause < pause_most)
            pause *= 2;
        if (looks % LOOKS_A_YIELD == 0 && looks > ld_rlx(&veda_wait_limits.yield_after)) /* hint */
            veda_thread_yield();
    }
}

/* --- threads' numbers ------------------------------------------------------------------------- */

__thread uint32_t veda_mutex_self;

static struct {
    uint32_t last;      /* given out, less VEDA_MUTEX_HELD */
    uint32_t ancestral; /* up to it they are of threads of the process's ancestors; 0: it has none */
    uint32_t survivor;  /* the one of those that lives here */
} numbers;

/* Threads of the parent may have taken numbers while its memory was being copied: those are passed over. */
static void after_fork_child(void)
{
    enum { MEANWHILE = 1 << 16 };
    numbers.last += 2 * MEANWHILE;
    numbers.ancestral = VEDA_MUTEX_HELD + numbers.last;
    numbers.survivor = veda_mutex_self;
}

/* Before the program's own handlers, which may want a mutex of ours in the child, and before memory.c and pool.c. */
__attribute__((constructor(101))) static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, after_fork_child);
}

/* They wrap after 2^31 threads: by then nobody waits for the first. */
uint32_t veda_mutex_number(void)
{
    do
        veda_mutex_self = VEDA_MUTEX_HELD + (add_rlx(&numbers.last, 2) + 2); /* counter */
    while (!veda_mutex_self || veda_mutex_self == VEDA_MUTEX_HELD);
    return veda_mutex_self;
}

/* Takes a mutex whose holder is no thread of this process. */
static bool inherit(struct veda_mutex *m, uint32_t holder)
{
    uint32_t seen = ld_rlx(&m->word); /* the CAS decides */
    uint32_t was = seen & ~VEDA_MUTEX_SLEEPERS;
    return was && was != numbers.survivor && (int32_t)(was - numbers.ancestral) <= 0 &&
           cas_acq(&m->word, &seen, holder | (seen & VEDA_MUTEX_SLEEPERS)); /* [MUTEX-HOLD] */
}

void veda_mutex_lock_slow(struct veda_mutex *m, uint32_t holder, bool is_thread, uint32_t pause_most)
{
    if (unlikely(numbers.ancestral) && is_thread && inherit(m, holder))
        return;
    while (!look(m, holder, pause_most)) {
        uint32_t seen = ld_rlx(&m->word); /* the CAS decides */
        if (seen == 0)
            continue;
        if (!(seen & VEDA_MUTEX_SLEEPERS) &&
            !cas_rlx(&m->word, &seen, seen | VEDA_MUTEX_SLEEPERS)) /* the unlocking xchg sees it */
            continue;
        veda_chaos(mutex_sleep);
        veda_futex_wait(&m->word, seen | VEDA_MUTEX_SLEEPERS, 0);
        holder |= VEDA_MUTEX_SLEEPERS;
    }
}
