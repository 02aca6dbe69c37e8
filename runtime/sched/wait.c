/* The loops behind wait.h. */
#include "runtime/sched/wait.h"

#include "runtime/base/config.h"
#include "runtime/icv.h"
#include "runtime/sys/thread.h"
#include "runtime/task/task.h"
#include "telemetry/trace.h"

enum {
    CYCLES_PER_US = VEDA_CYCLES_PER_US,
    SPIN_US = 1500, /* several wakes' worth; libgomp looks for about 4 ms, libomp for 200 ms */
    POLL_NS = 50000,
    OFF_CYCLES = 100 * CYCLES_PER_US,     /* between two looks: the waiter was off its processor */
    BUSY_CYCLES = 50000 * CYCLES_PER_US,  /* so long strangers are taken to be there after it */
    BUSY_WAKES = 3,                       /* how many wakes' time a wait looks then */
    SLICE_CYCLES = 2000 * CYCLES_PER_US,  /* what each thread may lose within that until waits sleep at once */
    OUT_CYCLES = BUSY_CYCLES,             /* how long they do, at first */
    OUT_MAX_CYCLES = 16 * OUT_CYCLES,
    BACK_CYCLES = 100 * CYCLES_PER_US,    /* after a yield: a stranger that waits as we do is done by then */
    YIELDS_CYCLES = 200 * CYCLES_PER_US,  /* how long a wait yields at most */
};

struct veda_wait_limits veda_wait_limits = {
    .spin_cycles = (uint64_t)SPIN_US * CYCLES_PER_US, /* until the knobs are read */
    .yield_after = UINT32_MAX,
    .lost_most = UINT64_MAX,
};

int64_t veda_wait_spin_us(void)
{
    return veda_config.spin_us < 0 ? SPIN_US : veda_config.spin_us;
}

static int attached_now;

static void settle(bool crowded)
{
    int64_t us = crowded ? veda_config.spin_crowded_us : veda_wait_spin_us();
    uint64_t spin = (uint64_t)us * CYCLES_PER_US;
    uint64_t busy = BUSY_WAKES * VEDA_PATIENCE_WAKE;
    uint64_t adaptive = spin;
    if (veda_global.spin_count >= 0)
        spin = (uint64_t)veda_global.spin_count * 16; /* a look is a pause and a load */
    else if (veda_global.blocktime_us >= 0)
        spin = veda_global.blocktime_us >= INT64_MAX / CYCLES_PER_US
                   ? UINT64_MAX
                   : (uint64_t)veda_global.blocktime_us * CYCLES_PER_US;
    else if (veda_global.wait == VEDA_WAIT_ACTIVE)
        spin = UINT64_MAX;
    else if (veda_global.wait == VEDA_WAIT_PASSIVE)
        spin = 0;
    st_rlx(&veda_wait_limits.spin_cycles, spin);                                      /* hint */
    st_rlx(&veda_wait_limits.busy_cycles, spin == adaptive && busy < spin ? busy : spin); /* hint */
    bool fixed = spin != adaptive || veda_global.blocktime_us >= 0 || veda_config.spin_us >= 0;
    st_rlx(&veda_wait_limits.learns, !fixed && !crowded); /* hint */
    uint64_t most = fixed ? UINT64_MAX : (uint64_t)ld_rlx(&attached_now) * SLICE_CYCLES; /* locked, or a hint */
    st_rlx(&veda_wait_limits.lost_most, most);            /* hint */
    st_rlx(&veda_wait_limits.yield_after, crowded ? 50u : UINT32_MAX); /* hint */
}

static int crowded_now;

void veda_wait_limits_update(int attached, int processors)
{
    st_rlx(&crowded_now, attached > processors); /* locked */
    st_rlx(&attached_now, attached);             /* locked */
    settle(attached > processors);
}

void veda_wait_limits_refresh(void)
{
    settle(ld_rlx(&crowded_now)); /* hint: the next change of teams settles again */
}

uint64_t veda_wait_sleep_at_once(void)
{
    return xchg_rlx(&veda_wait_limits.out_until, UINT64_MAX); /* hint */
}

void veda_wait_as_before(uint64_t before)
{
    st_rlx(&veda_wait_limits.out_until, before); /* hint */
}

enum { FREE_LOOKS = 64 }; /* before the clock is read for the first time */

/* What waiters have lost lately, and how long waits slept at once last, until when. Hints: what two add at the
 * same time may be forgotten. */
static uint64_t lost, lost_since, out_cycles, out_ended;

/* A waiter was off its processor for `off` cycles until now. */
static VEDA_COLD void note_off(uint64_t now, uint64_t off)
{
    st_rlx(&veda_wait_limits.busy_until, now + BUSY_CYCLES); /* hint */
    bool again = now - ld_rlx(&out_ended) < BUSY_CYCLES;     /* hint */
    uint64_t most = ld_rlx(&veda_wait_limits.lost_most);     /* hint */
    uint64_t sum = off;
    if (now - ld_rlx(&lost_since) < BUSY_CYCLES) /* hint */
        sum += ld_rlx(&lost); /* hint */
    else
        st_rlx(&lost_since, now); /* hint */
    st_rlx(&lost, sum); /* hint */
    if (most == UINT64_MAX || (sum < most && !again) || ld_rlx(&veda_wait_limits.out_until)) /* hint */
        return;
    uint64_t cycles = again ? 2 * ld_rlx(&out_cycles) : OUT_CYCLES; /* hint */
    if (cycles > OUT_MAX_CYCLES)
        cycles = OUT_MAX_CYCLES;
    st_rlx(&out_cycles, cycles); /* hint */
    st_rlx(&lost, 0); /* hint */
    st_rlx(&veda_wait_limits.out_until, now + cycles); /* hint */
    veda_trace_crowded_out(sum / CYCLES_PER_US, cycles / CYCLES_PER_US);
}

/* Whether waits are to sleep at once; ends that when its time is over. */
static bool is_out(uint64_t now, uint64_t until)
{
    if (now < until)
        return true;
    if (until) {
        st_rlx(&veda_wait_limits.out_until, 0); /* hint */
        st_rlx(&out_ended, now); /* hint */
    }
    return false;
}

/* When yields may be tried again, and for how long they last were not. Hints: what two say at the same time may be
 * forgotten. */
static uint64_t yields_from, yields_pause;

/* A yield has cost a time slice. */
static VEDA_COLD void note_yield_lost(uint64_t now)
{
    uint64_t from = ld_rlx(&yields_from), pause = ld_rlx(&yields_pause); /* hints */
    if (now < from)
        return; /* another thread has said so */
    bool again = now - from < pause;
    pause = again ? 2 * pause : OUT_CYCLES;
    if (pause > OUT_MAX_CYCLES)
        pause = OUT_MAX_CYCLES;
    st_rlx(&yields_pause, pause);      /* hint */
    st_rlx(&yields_from, now + pause); /* hint */
}

/* While strangers stay. One who waits himself gives the processor back within moments, and a yield each is less than a
 * sleep and a wake; one who works keeps it for his time slice, and who sleeps is let in before that. */
static bool make_way(struct veda_look *look, uint64_t now, uint64_t until)
{
    if (until == UINT64_MAX || now < ld_rlx(&yields_from) || now - look->since >= YIELDS_CYCLES) /* hint */
        return false;
    veda_thread_yield();
    look->last = veda_cycles(); /* gone with our consent */
    if (look->last - now > BACK_CYCLES)
        note_yield_lost(look->last);
    return true;
}

/* What experience says in the place of `otherwise`. It is asked when the shortest choice is over: most waits are
 * shorter. */
static uint64_t learned_limit(struct veda_look *look, uint64_t now, uint64_t otherwise)
{
    if (now - look->since < VEDA_PATIENCE_FIRST)
        return UINT64_MAX;
    const struct veda_patience *p = look->patience;
    if (!look->limit)
        look->limit = veda_patience_limit(p, veda_patience_wake(p), otherwise);
    return look->limit;
}

/* A member's first long wait of its kind is mostly one for threads that have just been started, or one of theirs. The
 * system may have put the two on one processor, and the awaited one would stay behind the waiter until the next tick.
 * So it yields between looks; no more after a yield that somebody has used for long. */
static bool is_first(const struct veda_look *look, uint64_t now)
{
    return look->patience && !look->patience->total && !look->gave_way && now - look->since >= VEDA_PATIENCE_FIRST &&
           ld_rlx(&veda_wait_limits.learns); /* hint */
}

/* While strangers want the processors. */
static uint64_t busy_limit(const struct veda_look *look)
{
    if (look->patience && ld_rlx(&veda_wait_limits.learns)) /* hint */
        return BUSY_WAKES * veda_patience_wake(look->patience);
    return ld_rlx(&veda_wait_limits.busy_cycles); /* hint */
}

/* A worker that nobody may ever want again. */
static uint64_t idle_limit(uint64_t spin)
{
    uint64_t most = (uint64_t)veda_wait_spin_us() * CYCLES_PER_US;
    return most < spin ? most : spin;
}

bool veda_wait_look(struct veda_look *look)
{
    uint64_t spin = ld_rlx(&veda_wait_limits.spin_cycles); /* hint */
    uint32_t round = ++look->rounds;
    uint64_t out_until = ld_rlx(&veda_wait_limits.out_until); /* hint */
    if (round > FREE_LOOKS || !spin || unlikely(out_until)) {
        uint64_t now = veda_cycles();
        if (!look->since)
            look->since = look->last = now;
        if (unlikely(now - look->last > OFF_CYCLES))
            note_off(now, now - look->last);
        look->last = now;
        if (is_out(now, out_until))
            return make_way(look, now, out_until);
        if (look->patience && ld_rlx(&veda_wait_limits.learns)) /* hint */
            spin = learned_limit(look, now, spin);
        if (look->idle)
            spin = idle_limit(spin);
        if (now < ld_rlx(&veda_wait_limits.busy_until)) { /* hint */
            uint64_t busy = busy_limit(look);
            spin = busy < spin ? busy : spin;
        }
        if (now - look->since >= spin)
            return false;
        if (round > ld_rlx(&veda_wait_limits.yield_after) || unlikely(is_first(look, now))) { /* hint */
            veda_thread_yield();
            look->last = veda_cycles(); /* gone with our consent */
            look->gave_way |= look->last - now > BACK_CYCLES;
            return true;
        }
    }
    veda_cpu_relax();
    return true;
}

/* Between prepare and sleep a member looks for tasks once more: whoever spawns one sees him, or he sees it. */
static void sleep_at(struct veda_gate *g, uint32_t phase, struct veda_member *me)
{
    uint32_t key;
    if (!veda_gate_prepare(g, phase, &key) || (me && !veda_task_doze(me, &g->word)))
        return;
    veda_futex_wait(&g->word, key, 0);
    if (me)
        veda_task_undoze(me);
}

/* Looks that are not worth reading the clock for. */
static bool free_looks(struct veda_gate *g, uint32_t phase)
{
    for (int i = 0; i < FREE_LOOKS; i++) {
        veda_cpu_relax();
        if (veda_gate_at(g, phase))
            return true;
    }
    return false;
}

/* A wait at a gate is over, and was nothing but a wait. */
static void learn(struct veda_patience *p, const struct veda_look *look)
{
    if (look->slept) {
        uint64_t late = veda_patience_woken(p, look->since, look->last);
        if (late > VEDA_PATIENCE_WAKE_MOST)
            note_off(look->last, late);
    }
    veda_patience_note(p, look->last - look->since);
}

void veda_wait_gate_slow(struct veda_gate *g, uint32_t phase, struct veda_member *me,
                         struct veda_patience *p)
{
    bool looks = ld_rlx(&veda_wait_limits.spin_cycles) && !ld_rlx(&veda_wait_limits.out_until); /* hints */
    if (looks && free_looks(g, phase))
        return;
    struct veda_look look = {.rounds = FREE_LOOKS, .patience = p, .idle = !me};
    while (!veda_gate_at(g, phase)) {
        if (me && veda_task_run_ready(me)) {
            look = (struct veda_look){.patience = p};
            p = NULL; /* it is not known how long this wait would have been */
            continue;
        }
        if (!veda_wait_look(&look)) {
            if (p)
                veda_trace_sleep((look.last - look.since) / CYCLES_PER_US, p->total,
                                 veda_patience_wake(p) / CYCLES_PER_US);
            sleep_at(g, phase, me);
            look.last = veda_cycles(); /* gone with its consent */
            look.slept = true;
        }
    }
    if (p)
        learn(p, &look);
}

void veda_wait_step(struct veda_wait *w)
{
    if (w->prepared) {
        w->prepared = false;
        if (w->me && !veda_task_doze(w->me, &w->event->word))
            return;
        veda_event_sleep(w->event, w->key, w->timeout_ns);
        w->look.last = veda_cycles(); /* gone with its consent */
        if (w->me)
            veda_task_undoze(w->me);
        return;
    }
    if (!w->event && w->look.rounds < FREE_LOOKS) { /* mostly over by then, and nobody ends a nap */
        w->look.rounds++;
        veda_cpu_relax();
        return;
    }
    if (veda_wait_look(&w->look))
        return;
    if (w->event) {
        w->key = veda_event_prepare(w->event);
        w->prepared = true;
    } else {
        uint32_t nobody = 0;
        veda_futex_wait(&nobody, 0, POLL_NS);
        w->look.last = veda_cycles(); /* gone with its consent */
    }
}
