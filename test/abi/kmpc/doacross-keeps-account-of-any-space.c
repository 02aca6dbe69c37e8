// __kmpc_doacross_* called by hand: bounds with any lower bound, direction and stride, upper bounds that are
// the last iteration (which by definition they are) and not one more, as clang has it; and iteration spaces
// far too large for a bit an iteration, where members post here and there.
//
// RUN: %veda-abi
#include <stdint.h>
#include <string.h>

#include "expect.h"

struct dim {
    int64_t lo, up, st;
};
void __kmpc_push_num_threads(void *loc, int gtid, int n);
void __kmpc_fork_call(void *loc, int argc, void (*fn)(int *, int *, ...), ...);
void __kmpc_barrier(void *loc, int gtid);
void __kmpc_doacross_init(void *loc, int gtid, int n, const struct dim *dims);
void __kmpc_doacross_wait(void *loc, int gtid, const int64_t *at);
void __kmpc_doacross_post(void *loc, int gtid, const int64_t *at);
void __kmpc_doacross_fini(void *loc, int gtid);
void __kmpc_dispatch_init_8(void *loc, int gtid, int sched, int64_t lo, int64_t up, int64_t st, int64_t chunk);
int __kmpc_dispatch_next_8(void *loc, int gtid, int *last, int64_t *lo, int64_t *up, int64_t *st);

enum { THREADS = 4, STATIC_CHUNKED = 33, DYNAMIC_CHUNKED = 35, NONMONOTONIC = 1 << 30 };

/* A chain through a loop of one dimension, scheduled by the library: value i is value i-1 plus one. */
struct chain {
    struct dim dim;
    int schedule;
    int value[1000];
};

static void chain_body(int *gtid, int *tid, struct chain *c)
{
    (void)tid;
    int64_t lo, up, st;
    int last;
    __kmpc_doacross_init(NULL, *gtid, 1, &c->dim);
    __kmpc_dispatch_init_8(NULL, *gtid, c->schedule, c->dim.lo, c->dim.up, c->dim.st, 2);
    while (__kmpc_dispatch_next_8(NULL, *gtid, &last, &lo, &up, &st))
        for (int64_t v = lo; c->dim.st > 0 ? v <= up : v >= up; v += c->dim.st) {
            int64_t before = v - c->dim.st, k = (v - c->dim.lo) / c->dim.st;
            __kmpc_doacross_wait(NULL, *gtid, &before);
            c->value[k] = (k ? c->value[k - 1] : 0) + 1;
            __kmpc_doacross_post(NULL, *gtid, &v);
        }
    __kmpc_doacross_fini(NULL, *gtid);
    __kmpc_barrier(NULL, *gtid);
}

static void chain(struct dim dim, int schedule, int trip)
{
    static struct chain c;
    memset(&c, 0, sizeof c);
    c.dim = dim;
    c.schedule = schedule;
    __kmpc_push_num_threads(NULL, 0, THREADS);
    __kmpc_fork_call(NULL, 1, (void (*)(int *, int *, ...))chain_body, &c);
    for (int k = 0; k < trip; k++)
        EXPECT_EQ(c.value[k], k + 1);
    EXPECT_EQ(c.value[trip], 0);
}

/* An inner dimension whose last iteration a member waits for: the upper bound is of the loop. */
static int rows[40][10];

static void rows_body(int *gtid, int *tid, ...)
{
    (void)tid;
    struct dim dims[] = {{0, 39, 1}, {0, 9, 1}};
    int64_t lo, up, st;
    int last;
    __kmpc_doacross_init(NULL, *gtid, 2, dims);
    __kmpc_dispatch_init_8(NULL, *gtid, STATIC_CHUNKED, 0, 39, 1, 1);
    while (__kmpc_dispatch_next_8(NULL, *gtid, &last, &lo, &up, &st))
        for (int64_t i = lo; i <= up; i++)
            for (int64_t j = 0; j < 10; j++) {
                int64_t end_of_row_above[] = {i - 1, 9}, at[] = {i, j};
                __kmpc_doacross_wait(NULL, *gtid, end_of_row_above);
                rows[i][j] = i ? rows[i - 1][9] + j : (int)j;
                __kmpc_doacross_post(NULL, *gtid, at);
            }
    __kmpc_doacross_fini(NULL, *gtid);
}

/* Spaces of 2^41 to 2^123 iterations. Member t posts its own steps of a walk through all of the space and
 * waits for the same step of its left neighbour; steps touch, leave holes and close them. */
enum { STEPS = 300 };
struct huge {
    int n;
    struct dim dims[3];
};
static int walked[THREADS][STEPS];

static void huge_body(int *gtid, int *tid, struct huge *h)
{
    __kmpc_doacross_init(NULL, *gtid, h->n, h->dims);
    for (int k = 0; k < STEPS; k++) {
        int64_t at[3], left[3];
        for (int d = 0; d < h->n; d++) {
            /* the walk's order: even steps first, then odd ones between them */
            int64_t step = k < STEPS / 2 ? 2 * k : 2 * (k - STEPS / 2) + 1;
            int64_t span = (h->dims[d].up - h->dims[d].lo) / h->dims[d].st;
            int64_t iteration = d ? step : (span / THREADS) * *tid;
            at[d] = h->dims[d].lo + iteration * h->dims[d].st;
            left[d] = d ? at[d] : at[d] - (span / THREADS) * h->dims[d].st;
        }
        __kmpc_doacross_wait(NULL, *gtid, left);
        walked[*tid][k] = *tid ? walked[*tid - 1][k] + 1 : k;
        __kmpc_doacross_post(NULL, *gtid, at);
    }
    __kmpc_doacross_fini(NULL, *gtid);
}

static void huge(struct huge h)
{
    memset(walked, 0, sizeof walked);
    __kmpc_push_num_threads(NULL, 0, THREADS);
    __kmpc_fork_call(NULL, 1, (void (*)(int *, int *, ...))huge_body, &h);
    for (int t = 0; t < THREADS; t++)
        for (int k = 0; k < STEPS; k++)
            EXPECT_EQ(walked[t][k], k + t);
}

int main(void)
{
    for (int round = 0; round < 20; round++) {
        int schedule = round % 2 ? DYNAMIC_CHUNKED | NONMONOTONIC : STATIC_CHUNKED;
        chain((struct dim){0, 399, 1}, schedule, 400);
        chain((struct dim){1, 300, 1}, schedule, 300);
        chain((struct dim){-50, 247, 3}, schedule, 100);
        chain((struct dim){500, 1, -1}, schedule, 500);
        chain((struct dim){100, -201, -7}, schedule, 44);
        chain((struct dim){INT64_MAX - 90, INT64_MAX - 1, 1}, schedule, 90);
        chain((struct dim){INT64_MIN + 96, INT64_MIN + 2, -2}, schedule, 48);
        chain((struct dim){5, 5, 1}, schedule, 1);
        __kmpc_push_num_threads(NULL, 0, THREADS);
        __kmpc_fork_call(NULL, 0, rows_body);
        EXPECT_EQ(rows[39][0], 39 * 9);
        memset(rows, 0, sizeof rows);
        huge((struct huge){2, {{0, (1 << 20) - 1, 1}, {0, (1 << 21) - 1, 1}}});
        huge((struct huge){2, {{0, INT64_C(1) << 50, 1}, {-1, INT64_C(1) << 50, 3}}});
        huge((struct huge){3, {{0, INT64_C(1) << 40, 1}, {5, INT64_C(1) << 41, 1}, {0, -(INT64_C(1) << 40), -1}}});
    }
    /* A team of one waits for nobody. */
    struct dim one = {0, 9, 1};
    int64_t at = 3;
    __kmpc_doacross_init(NULL, 0, 1, &one);
    __kmpc_doacross_wait(NULL, 0, &at);
    __kmpc_doacross_post(NULL, 0, &at);
    __kmpc_doacross_fini(NULL, 0);
    return expect_result();
}
