/* The page and the turns: see share.h. */
#include "runtime/share.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/atomics.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/sched/wait.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/affinity.h"
#include "runtime/sys/clock.h"
#include "runtime/sys/shared.h"
#include "telemetry/trace.h"

enum {
    SLOTS = 63,
    CPUS = 512, /* processors beyond are nobody's */
    TURN_NS = 10000000,
    IDLE_NS = 1000000,
    POLL_NS = 2000000,
};

enum state { OUT, WAITS, RUNS };

struct slot {
    /* Written under the lock; its own process looks at state and until without it. */
    uint32_t process VEDA_ALIGNED(VEDA_CACHE_LINE); /* 0: free */
    uint32_t state;
    uint64_t until_ns; /* of one that runs: the end of its turn */
    uint64_t since_ns; /* of one that waits: since when */
    uint32_t steps_seen;
    uint64_t idle_since_ns;
    uint64_t cpus[CPUS / 64];
    uint32_t processors;
    uint32_t called;   /* waited on; moves when it is let in */

    /* Written by the process itself, read by the others as hints. */
    uint32_t width VEDA_ALIGNED(VEDA_CACHE_LINE);
    uint32_t inside;   /* regions it is running */
    uint32_t steps;
};

struct page {
    uint32_t contended; /* somebody wants more than there is */
    struct slot slot[SLOTS];
};

bool veda_sharing;

static struct veda_shared shared;
static struct page *page;
static struct slot *mine;
static bool refused; /* it has tried to join, and will not again */
static struct veda_mutex turn_lock; /* of this process's primaries one waits for the turn; the others for it */
static struct veda_mutex page_lock; /* the page's lock knows processes, not threads */

/* The lock is gone. The page stays, others may be looking at it; a slot without width is in nobody's way. */
static void stop_sharing(void)
{
    st_rlx(&veda_sharing, false); /* hint */
    if (mine)
        st_rlx(&mine->width, 0); /* hint */
    veda_warn_once("OMP_VEDA_SHARE: the program has closed the file of those who share; going on without");
}

/* False: another process keeps it, stopped perhaps, or there is none any more. */
static bool lock_page(void)
{
    veda_mutex_lock(&page_lock);
    if (veda_shared_lock_try(&shared))
        return true;
    if (!veda_shared_is_open(&shared))
        stop_sharing();
    veda_mutex_unlock(&page_lock);
    return false;
}

static void unlock_page(void)
{
    veda_shared_unlock(&shared);
    veda_mutex_unlock(&page_lock);
}

/* --- under the lock ------------------------------------------------------------------------------ */

static bool overlap(const struct slot *a, const struct slot *b)
{
    uint64_t both = 0;
    for (int i = 0; i < CPUS / 64; i++)
        both |= a->cpus[i] & b->cpus[i];
    return both;
}

static bool counts(const struct slot *s)
{
    return s->process && ld_rlx(&s->width) > 1; /* hint */
}

static void drop_dead(void)
{
    for (int i = 0; i < SLOTS; i++)
        if (page->slot[i].process && !veda_process_is_there((int)page->slot[i].process))
            memset(&page->slot[i], 0, sizeof page->slot[i]);
}

static void find_contention(void)
{
    bool contended = false;
    for (int i = 0; i < SLOTS; i++) {
        const struct slot *s = &page->slot[i];
        uint32_t sum = 0;
        for (int j = 0; counts(s) && j < SLOTS; j++)
            if (counts(&page->slot[j]) && overlap(s, &page->slot[j]))
                sum += ld_rlx(&page->slot[j].width); /* hint */
        contended |= counts(s) && sum > s->processors && sum > ld_rlx(&s->width); /* alone it is its own matter */
    }
    st_rlx(&page->contended, contended); /* hint */
}

/* A process that has a turn and does nothing with it loses it; one that is overdue does not count. */
static bool uses_its_turn(struct slot *s, uint64_t now)
{
    uint32_t steps = ld_rlx(&s->steps);          /* hint */
    if (ld_rlx(&s->inside) || steps != s->steps_seen) { /* hint */
        s->steps_seen = steps;
        s->idle_since_ns = now;
    }
    if (now - s->idle_since_ns > IDLE_NS)
        st_rlx(&s->state, OUT); /* locked */
    return s->state == RUNS && now < s->until_ns + TURN_NS;
}

static bool fits(const struct slot *s, uint64_t now)
{
    uint32_t sum = 0;
    for (int i = 0; i < SLOTS; i++) {
        struct slot *other = &page->slot[i];
        if (other != s && other->process && other->state == RUNS && overlap(s, other) && uses_its_turn(other, now))
            sum += ld_rlx(&other->width); /* hint */
    }
    return !sum || sum + ld_rlx(&s->width) <= s->processors; /* hint */
}

static void let_in(struct slot *s, uint64_t now)
{
    st_rlx(&s->until_ns, now + TURN_NS); /* locked */
    st_rlx(&s->state, RUNS);             /* locked */
    s->steps_seen = ld_rlx(&s->steps); /* hint */
    s->idle_since_ns = now;
    add_rlx(&s->called, 1); /* the lock orders what matters */
    if (s != mine)
        veda_shared_wake(&s->called);
}

static struct slot *first_waiting(void)
{
    struct slot *first = NULL;
    for (int i = 0; i < SLOTS; i++) {
        struct slot *s = &page->slot[i];
        if (s->process && s->state == WAITS && (!first || s->since_ns < first->since_ns))
            first = s;
    }
    return first;
}

/* From the head of the queue, as many as fit. */
static void let_in_those_who_fit(uint64_t now)
{
    drop_dead();
    for (struct slot *s; (s = first_waiting()) && fits(s, now);)
        let_in(s, now);
}

/* --- steps --------------------------------------------------------------------------------------- */

/* The turn is over, or this process has none. Gives whether it has one now. */
static bool ask(uint64_t now)
{
    if (mine->process != (uint32_t)veda_process_id())
        return true; /* this process has left: it is about to end */
    drop_dead();
    find_contention();
    if (mine->state == RUNS && now < mine->until_ns)
        return true;
    if (!ld_rlx(&page->contended) || (mine->state == RUNS && !first_waiting())) { /* locked */
        let_in(mine, now);
        return true;
    }
    if (mine->state != WAITS) {
        st_rlx(&mine->state, WAITS); /* locked */
        mine->since_ns = now;
    }
    let_in_those_who_fit(now);
    return mine->state == RUNS;
}

/* As ask(). Where the lock cannot be had, all goes on for a turn as if nobody shared. */
static bool ask_locked(uint64_t now)
{
    if (!lock_page()) {
        st_rlx(&mine->until_ns, now + TURN_NS); /* hint */
        st_rlx(&mine->state, RUNS);             /* hint */
        return true;
    }
    bool in = ask(now);
    unlock_page();
    return in;
}

static void take_turn(void)
{
    uint64_t began = veda_now_ns();
    veda_mutex_lock(&turn_lock);
    uint32_t called = ld_rlx(&mine->called); /* before asking: a call that comes later changes it */
    bool in = ask_locked(veda_now_ns());
    if (!in) {
        uint64_t before = veda_wait_sleep_at_once(); /* the team, at its gate */
        do {
            veda_shared_wait(&mine->called, called, POLL_NS);
            called = ld_rlx(&mine->called); /* as above */
            in = ask_locked(veda_now_ns());
        } while (!in);
        veda_wait_as_before(before);
        veda_trace_share_turn((veda_now_ns() - began) / 1000, ld_rlx(&mine->width));
    }
    veda_mutex_unlock(&turn_lock);
}

void veda_share_step_slow(int entered)
{
    st_rlx(&mine->steps, ld_rlx(&mine->steps) + 1); /* hint: several roots may lose some */
    if (ld_rlx(&page->contended) &&                 /* hint */
        (ld_rlx(&mine->state) != RUNS || veda_now_ns() > ld_rlx(&mine->until_ns))) /* hints */
        take_turn();
    if (entered)
        add_rlx(&mine->inside, 1); /* counter */
}

void veda_share_left_slow(void)
{
    if (ld_rlx(&mine->inside)) /* may have joined inside */
        sub_rlx(&mine->inside, 1); /* counter */
}

/* --- joining ------------------------------------------------------------------------------------- */

static void describe_processors(struct slot *s)
{
    struct veda_cpuset *set = veda_cpuset_new();
    bool known = set && veda_affinity_initial(set) == 0;
    for (int cpu = 0; known && cpu < CPUS; cpu++)
        if (veda_cpuset_has(set, cpu)) {
            s->cpus[cpu / 64] |= 1ull << cpu % 64;
            s->processors++;
        }
    free(set);
}

/* Under the lock. What this process has called itself before is the program's that it was before exec(). */
static struct slot *free_slot(void)
{
    drop_dead();
    for (int i = 0; i < SLOTS; i++)
        if (page->slot[i].process == (uint32_t)veda_process_id())
            memset(&page->slot[i], 0, sizeof page->slot[i]);
    for (int i = 0; i < SLOTS; i++)
        if (!page->slot[i].process)
            return &page->slot[i];
    return NULL;
}

static void join(void)
{
    const char *why = page ? NULL : veda_shared_open(&shared, "veda-share-1", sizeof *page);
    if (!why) {
        page = shared.memory;
        if (!lock_page()) {
            veda_warn_once("OMP_VEDA_SHARE: another process keeps the page; trying again when teams change");
            return;
        }
        mine = free_slot();
        if (mine) {
            memset(mine, 0, sizeof *mine);
            mine->process = (uint32_t)veda_process_id();
            describe_processors(mine);
        }
        unlock_page();
        why = mine ? NULL : "too many processes share already";
    }
    if (why)
        veda_warn_once("OMP_VEDA_SHARE: %s; going on without", why);
    refused = why;
    st_rlx(&veda_sharing, mine != NULL); /* hint */
}

void veda_share_width(int threads)
{
    if (!veda_config.share)
        return;
    if (threads > 1 && !mine && !refused)
        join();
    if (!ld_rlx(&veda_sharing)) /* hint */
        return;
    st_rlx(&mine->width, (uint32_t)threads); /* hint */
    if (lock_page()) {
        drop_dead();
        find_contention();
        unlock_page();
    }
    veda_trace_share_width(threads, mine->processors, ld_rlx(&page->contended));
}

/* The last wish of a process that ends in good order. A child of _Fork(), which calls no handlers, has its parent's
 * slot and lock. */
__attribute__((destructor)) static void leave(void)
{
    if (ld_rlx(&veda_sharing) && mine->process == (uint32_t)veda_process_id() && lock_page()) { /* hint */
        mine->process = 0;
        let_in_those_who_fit(veda_now_ns());
        find_contention();
        unlock_page();
    }
}

void veda_share_after_fork(void)
{
    if (!page)
        return;
    veda_sharing = false;
    mine = NULL;
    page = NULL;
    veda_shared_forget(&shared);
    veda_wait_as_before(0); /* another root may have been waiting for its turn */
}
