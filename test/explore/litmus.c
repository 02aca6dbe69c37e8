// The explorer allows what C11 allows and no more: classic litmus tests, each with the set of its outcomes.
// RUN: prlimit --cpu=600 %explorers/litmus
// REQUIRES: explorers
#include "test/explore/arch.h"
#include "test/explore/explore.h"

#include <stdlib.h>

#include "runtime/sys/futex.h"

static int x, y, z;
static int a, b, c, d;
static int payload;

static void nothing(void)
{
    x = y = z = a = b = c = d = payload = 0;
}

static void two(void)
{
    explore_outcome("%d%d", a, b);
}

static void four(void)
{
    explore_outcome("%d%d%d%d", a, b, c, d);
}

#define THREAD(name, ...)                                                                          \
    static void name(void)                                                                         \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* clang-format off: one line a thread. */

/* Store buffering. */
THREAD(sb_rlx_0, st_rlx(&x, 1); a = ld_rlx(&y);)
THREAD(sb_rlx_1, st_rlx(&y, 1); b = ld_rlx(&x);)
THREAD(sb_ra_0, st_rel(&x, 1); a = ld_acq(&y);)
THREAD(sb_ra_1, st_rel(&y, 1); b = ld_acq(&x);)
THREAD(sb_sc_0, st_sc(&x, 1); a = ld_sc(&y);)
THREAD(sb_sc_1, st_sc(&y, 1); b = ld_sc(&x);)
THREAD(sb_fence_0, st_rlx(&x, 1); fence_sc(); a = ld_rlx(&y);)
THREAD(sb_fence_1, st_rlx(&y, 1); fence_sc(); b = ld_rlx(&x);)
THREAD(sb_rmw_0, xchg_acq_rel(&x, 1); a = ld_acq(&y);)
THREAD(sb_rmw_1, xchg_acq_rel(&y, 1); b = ld_acq(&x);)

/* Message passing. */
THREAD(mp_send_rlx, st_rlx(&x, 1); st_rlx(&y, 1);)
THREAD(mp_send_rel, st_rlx(&x, 1); st_rel(&y, 1);)
THREAD(mp_send_fence, st_rlx(&x, 1); VEDA_FENCE(RELEASE); st_rlx(&y, 1);)
THREAD(mp_take_rlx, a = ld_rlx(&y); b = ld_rlx(&x);)
THREAD(mp_take_acq, a = ld_acq(&y); b = ld_rlx(&x);)
THREAD(mp_take_fence, a = ld_rlx(&y); VEDA_FENCE(ACQUIRE); b = ld_rlx(&x);)

/* Plain payload: a race, or none. */
THREAD(plain_send, payload = 1; st_rel(&y, 1);)
THREAD(plain_take, if (ld_acq(&y)) a = payload;)

/* Release sequences go on through read-modify-writes, whatever their order, and through nothing else. */
THREAD(seq_rmw, add_rlx(&y, 1);)
THREAD(seq_take, a = ld_acq(&y); b = ld_rlx(&x);)
THREAD(seq_store, st_rlx(&y, 2);)
THREAD(seq_store_3, st_rlx(&y, 3);)
THREAD(seq_take_2, a = ld_acq(&y); b = ld_rlx(&x);)
THREAD(seq_own_store, st_rlx(&x, 1); st_rel(&y, 1); st_rlx(&y, 2);)

/* Coherence. */
THREAD(co_write, st_rlx(&x, 1); st_rlx(&x, 2);)
THREAD(co_read, a = ld_rlx(&x); b = ld_rlx(&x);)

/* Independent reads of independent writes. */
THREAD(iriw_x_rel, st_rel(&x, 1);)
THREAD(iriw_y_rel, st_rel(&y, 1);)
THREAD(iriw_xy_acq, a = ld_acq(&x); b = ld_acq(&y);)
THREAD(iriw_yx_acq, c = ld_acq(&y); d = ld_acq(&x);)
THREAD(iriw_x_sc, st_sc(&x, 1);)
THREAD(iriw_y_sc, st_sc(&y, 1);)
THREAD(iriw_xy_sc, a = ld_sc(&x); b = ld_sc(&y);)
THREAD(iriw_yx_sc, c = ld_sc(&y); d = ld_sc(&x);)
THREAD(iriw_x_rlx, st_rlx(&x, 1);)
THREAD(iriw_y_rlx, st_rlx(&y, 1);)
THREAD(iriw_xy_fence, a = ld_rlx(&x); fence_sc(); b = ld_rlx(&y);)
THREAD(iriw_yx_fence, c = ld_rlx(&y); fence_sc(); d = ld_rlx(&x);)

/* Two writes each, in opposite order: which of them last? */
THREAD(ww_rlx_0, st_rlx(&x, 1); st_rlx(&y, 2);)
THREAD(ww_rlx_1, st_rlx(&y, 1); st_rlx(&x, 2);)
THREAD(ww_sc_0, st_sc(&x, 1); st_sc(&y, 2);)
THREAD(ww_sc_1, st_sc(&y, 1); st_sc(&x, 2);)

static void last_values(void)
{
    explore_outcome("%d%d", x, y);
}

/* Load buffering: forbidden here, allowed by the standard. README.md says why that is no loss for us. */
THREAD(lb_0, a = ld_rlx(&x); st_rlx(&y, 1);)
THREAD(lb_1, b = ld_rlx(&y); st_rlx(&x, 1);)

THREAD(lb_0_rel, a = ld_rlx(&x); st_rel(&y, 1);)
THREAD(lb_1_acq, b = ld_acq(&y); st_rlx(&x, 1);)

static void guard_x(void)
{
    nothing();
    explore_guard(&x, sizeof x);
}

/* Read-modify-writes are never lost; a compare-and-swap has one winner. */
THREAD(add_0, a = add_rlx(&x, 1);)
THREAD(add_1, b = add_rlx(&x, 1);)
THREAD(cas_0, int e = 0; a = cas_rlx(&x, &e, 1);)
THREAD(cas_1, int e = 0; b = cas_rlx(&x, &e, 2);)

static void sum(void)
{
    explore_outcome("%d", x);
}

/* Write to read causality over three threads. */
THREAD(wrc_1, if (ld_acq(&x)) st_rel(&y, 1);)
THREAD(wrc_2, a = ld_acq(&y); b = ld_rlx(&x);)
THREAD(wrc_1_rlx, if (ld_rlx(&x)) st_rlx(&y, 1);)
THREAD(wrc_2_rlx, a = ld_rlx(&y); b = ld_rlx(&x);)

/* Dekker's entry with fences: never both inside. */
THREAD(
    dekker_0, st_rlx(&x, 1); fence_sc(); if (!ld_rlx(&y)) {
        a = 1;
        payload = 1;
    })
THREAD(
    dekker_1, st_rlx(&y, 1); fence_sc(); if (!ld_rlx(&x)) {
        b = 1;
        payload = 2;
    })

/* A loop that waits sees what it waits for, and what was published with it. */
THREAD(spin_send, payload = 1; st_rel(&y, 1);)

static void spin_take(void)
{
    while (!ld_acq(&y))
        explore_relax();
    a = payload;
}

/* What must not go unnoticed. */
THREAD(race_send, payload = 1; st_rlx(&y, 1);)
THREAD(race_atomic, st_rlx(&payload, 1);)
THREAD(race_write, payload = 2;)

static struct box {
    int value;
} * box;

static void full_box(void)
{
    nothing();
    box = malloc(sizeof *box);
    box->value = 1;
}

THREAD(box_use, a = ld_rlx(&box->value);)
THREAD(box_free, free(box);)

/* clang-format on */
static uint32_t word;

static void fresh_word(void)
{
    nothing();
    word = 0;
}

/* clang-format off */
THREAD(sleep_once, veda_futex_wait(&word, 0, 0);)
THREAD(wake_too_early, veda_futex_wake(&word, 1); st_rlx(&word, 1);)
THREAD(wake_in_time, st_rlx(&word, 1); veda_futex_wake(&word, 1);)

/* clang-format on */
static void spin_for_ever(void)
{
    while (!ld_rlx(&z))
        explore_relax();
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"store buffering, relaxed", nothing, {sb_rlx_0, sb_rlx_1}, two, .outcomes = "00 01 10 11"},
    {"store buffering, release and acquire", nothing, {sb_ra_0, sb_ra_1}, two, .outcomes = "00 01 10 11"},
    {"store buffering, acq_rel exchanges", nothing, {sb_rmw_0, sb_rmw_1}, two, .outcomes = "00 01 10 11"},
    {"store buffering, seq_cst", nothing, {sb_sc_0, sb_sc_1}, two, .outcomes = "01 10 11"},
    {"store buffering, fences", nothing, {sb_fence_0, sb_fence_1}, two, .outcomes = "01 10 11"},
    {"store buffering, one fence", nothing, {sb_fence_0, sb_rlx_1}, two, .outcomes = "00 01 10 11"},
    {"message passing, relaxed", nothing, {mp_send_rlx, mp_take_rlx}, two, .outcomes = "00 01 10 11"},
    {"message passing, release alone", nothing, {mp_send_rel, mp_take_rlx}, two, .outcomes = "00 01 10 11"},
    {"message passing, acquire alone", nothing, {mp_send_rlx, mp_take_acq}, two, .outcomes = "00 01 10 11"},
    {"message passing", nothing, {mp_send_rel, mp_take_acq}, two, .outcomes = "00 01 11"},
    {"message passing, fences", nothing, {mp_send_fence, mp_take_fence}, two, .outcomes = "00 01 11"},
    {"message passing, fence to acquire", nothing, {mp_send_fence, mp_take_acq}, two, .outcomes = "00 01 11"},
    {"message passing, plain payload", nothing, {plain_send, plain_take}, two, .outcomes = "00 10"},
    {"release sequence through an add", nothing, {mp_send_rel, seq_rmw, seq_take}, two,
     .outcomes = "00 01 10 11 21"},
    {"release sequence through a store of the same thread", nothing, {seq_own_store, seq_take}, two,
     .outcomes = "00 01 11 21"},
    {"release sequence, none through a store of another", nothing, {mp_send_rel, seq_store, seq_take}, two,
     .outcomes = "00 01 11 20 21"},
    {"release sequence, broken by a store of another", nothing, {seq_own_store, seq_store_3, seq_take_2}, two,
     .outcomes = "00 01 11 20 21 30 31"},
    {"coherence", nothing, {co_write, co_read}, two, .outcomes = "00 01 02 11 12 22"},
    {"independent reads, release and acquire", nothing, {iriw_x_rel, iriw_y_rel, iriw_xy_acq, iriw_yx_acq},
     four,
     .outcomes = "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1010 1011 1100 1101 1110 1111"},
    {"independent reads, seq_cst", nothing, {iriw_x_sc, iriw_y_sc, iriw_xy_sc, iriw_yx_sc}, four,
     .outcomes = "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111"},
    {"independent reads, fences", nothing, {iriw_x_rlx, iriw_y_rlx, iriw_xy_fence, iriw_yx_fence}, four,
     .outcomes = "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1010 1011 1100 1101 1110 1111"},
    {"2+2W, relaxed", nothing, {ww_rlx_0, ww_rlx_1}, last_values, .outcomes = "11 12 21 22"},
    {"2+2W, seq_cst", nothing, {ww_sc_0, ww_sc_1}, last_values, .outcomes = "12 21 22"},
    {"load buffering", nothing, {lb_0, lb_1}, two, .outcomes = "00 01 10"},
    {"adds", nothing, {add_0, add_1}, sum, .outcomes = "2"},
    {"adds, what they see", nothing, {add_0, add_1}, two, .outcomes = "01 10"},
    {"one winner", nothing, {cas_0, cas_1}, two, .outcomes = "01 10"},
    {"causality", nothing, {iriw_x_rlx, wrc_1, wrc_2}, two, .outcomes = "00 01 11"},
    {"causality, release and acquire", nothing, {iriw_x_rel, wrc_1, wrc_2}, two, .outcomes = "00 01 11"},
    {"causality, relaxed", nothing, {iriw_x_rlx, wrc_1_rlx, wrc_2_rlx}, two, .outcomes = "00 01 10 11"},
    {"dekker", nothing, {dekker_0, dekker_1}, two, .outcomes = "00 01 10"},
    {"spinning", nothing, {spin_send, spin_take}, two, .outcomes = "10"},
    {"finds a race", nothing, {race_send, plain_take}, .fails = "data race: plain read"},
    {"finds a race of writes", nothing, {race_send, race_write}, .fails = "data race: plain write"},
    {"finds a race with an atomic", nothing, {race_atomic, race_write}, .fails = "data race"},
    {"finds a use after free", full_box, {box_use, box_free}, .fails = "use after free"},
    {"finds load buffering where told to look", guard_x, {lb_0, lb_1},
     .fails = "may see a store that came of it"},
    {"finds no load buffering behind release and acquire", guard_x, {lb_0_rel, lb_1_acq}, .spurious = 0},
    {"finds a lost wake-up", fresh_word, {sleep_once, wake_too_early}, .fails = "nobody can go on"},
    {"finds no lost wake-up", fresh_word, {sleep_once, wake_in_time}, .spurious = 1},
    {"finds an endless loop", nothing, {spin_for_ever, sb_rlx_0}, .fails = "nobody can go on"},
    {0},
};
/* clang-format on */

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "", NULL);
}
