/* The controller behind width.h. Little's law says how many processors others keep busy on average: their
 * processor time in an interval over its length. Of P processors, with others keeping L busy, a team gets
 *
 *     max(P - L, P * P / (P + L))
 *
 * threads: what is free, or what P threads would get among L others. The second keeps teams from giving way
 * without end: others that want more than there is fill whatever a smaller team leaves, L grows, and the first
 * alone would go down to one thread. It never falls below half of P.
 *
 * L is smoothed over a few looks, and the width follows when it is off by more than 0.6 of a thread, so a load
 * in between two widths does not have teams formed anew ten times a second. */
#include "runtime/width.h"

#include "runtime/base/atomics.h"
#include "runtime/icv.h"
#include "runtime/sys/arch.h"
#include "runtime/sys/quota.h"
#include "telemetry/trace.h"

enum {
    LEAST_NS = 80000000,             /* between two looks: eight ticks of the system's account */
    LOOK_CYCLES = 250 * 1000 * 1000, /* about as long: 1 to 4 GHz */
    HESITATION = 60,                 /* hundredths of a thread */
};

/* Hundredths of a thread. */
static int ideal(int processors, int others)
{
    int all = 100 * processors;
    int left = all - others, fair = (int)((int64_t)all * all / (all + others));
    return left > fair ? left : fair;
}

void veda_width_step(struct veda_width_state *s, const struct veda_load *now, int quota)
{
    struct veda_load was = s->last;
    uint64_t ns = now->at_ns - was.at_ns;
    if (was.at_ns && ns < LEAST_NS)
        return;
    s->last = *now;
    if (!was.at_ns || was.processors != now->processors)
        return; /* nothing to compare with */
    uint64_t all = ns * (uint64_t)now->processors, idle = now->idle_ns - was.idle_ns;
    uint64_t busy = idle < all ? all - idle : 0, own = now->own_ns - was.own_ns;
    int others = own < busy ? (int)((busy - own) * 100 / ns) : 0;
    s->others = s->known ? (s->others + others) / 2 : others;
    s->known = true;
    int want = ideal(now->processors, s->others);
    if (want > 100 * (int64_t)quota)
        want = 100 * quota;
    int off = want - 100 * s->width;
    if (!s->width || off > HESITATION || off < -HESITATION)
        s->width = want < 150 ? 1 : (want + 50) / 100;
}

static struct veda_width_state state; /* of whoever holds `looking` */
static uint32_t looking;
static uint64_t next_look; /* veda_cycles(); hint */
static int width;          /* what was decided last; hint */

static VEDA_COLD void look(uint64_t now)
{
    uint32_t nobody = 0;
    if (!cas_acq(&looking, &nobody, 1)) /* [WIDTH-STATE] */
        return;
    st_rlx(&next_look, now + LOOK_CYCLES); /* hint */
    struct veda_load load;
    if (veda_load_read("", &load)) {
        int was = state.width;
        veda_quota_refresh();
        veda_width_step(&state, &load, veda_quota());
        st_rlx(&width, state.width); /* hint */
        if (state.width != was)
            veda_trace_team_width(state.width, load.processors, state.others);
    }
    st_rel(&looking, 0); /* [WIDTH-STATE] */
}

int veda_width(int n)
{
    uint64_t now = veda_cycles();
    if (unlikely(now > ld_rlx(&next_look))) /* hint */
        look(now);
    int most = ld_rlx(&width); /* hint */
    return most && most < n ? most : n;
}

void veda_width_after_fork(void)
{
    state = (struct veda_width_state){0};
    st_rlx(&looking, 0); /* the only thread */
}
