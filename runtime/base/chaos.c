/* The delays of the chaos build: see chaos.h. Each thread draws from its own generator, seeded by the
 * process seed and the order in which threads first meet a point. */
#include "runtime/base/chaos.h"

#ifdef VEDA_CHAOS

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/base/atomics.h"
#include "runtime/base/log.h"
#include "runtime/sys/arch.h"

static uint64_t process_seed;
static uint64_t nthreads_seen;
static __thread uint64_t state;

static uint64_t seed(void)
{
    uint64_t s = ld_rlx(&process_seed); /* hint */
    if (s)
        return s;
    const char *env = getenv("OMP_VEDA_CHAOS_SEED");
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t fresh = env ? strtoull(env, NULL, 10) : (uint64_t)now.tv_nsec;
    fresh |= 1;
    if (cas_rlx(&process_seed, &s, fresh)) { /* counter */
        if (!env)
            veda_print("veda: chaos seed %llu", (unsigned long long)fresh);
        return fresh;
    }
    return s;
}

void veda_chaos_delay(const char *point)
{
    if (!state)
        state = seed() * 0x9e3779b97f4a7c15u + add_rlx(&nthreads_seen, 1); /* counter */
    for (const char *c = point; *c; c++)
        state ^= (unsigned char)*c;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    unsigned pick = (unsigned)(state >> 40) & 63;
    if (pick < 40)
        return;
    if (pick < 56) {
        for (unsigned i = 0; i < (pick << 4); i++)
            veda_cpu_relax();
        return;
    }
    if (pick < 62) {
        sched_yield();
        return;
    }
    int cancel_state; /* nanosleep is a cancellation point; what calls us is none */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
    nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
    pthread_setcancelstate(cancel_state, &cancel_state);
}

#endif
