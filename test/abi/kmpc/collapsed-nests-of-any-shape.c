// __kmpc_for_collapsed_init, __kmpc_process_loop_nest_rectang and __kmpc_calc_original_ivs_rectang, which
// compilers call for collapsed nests whose inner bounds depend on outer variables, or that they don't want to
// untangle themselves. Nests are written down as data and walked by an interpreter of loops: the parts of all
// threads are the nest, in order, without a gap, nearly equal, and one thread is told that it has the end.
//
// RUN: %veda-abi
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

enum comparison { LE, GE, NE, LT, GT };
enum type { U8, I8, U16, I16, U32, I32, U64, I64 };

struct bounds {
    int32_t type, iv_type, comparison, outer;
    uint64_t lb0, lb1, ub0, ub1;
    int64_t step;
    uint64_t trip;
};
int __kmpc_for_collapsed_init(void *loc, int gtid, struct bounds *nest, struct bounds *chunk, int n, int *last);
uint64_t __kmpc_process_loop_nest_rectang(void *loc, int gtid, struct bounds *nest, int n);
void __kmpc_calc_original_ivs_rectang(void *loc, uint64_t number, const struct bounds *nest, uint64_t *ivs, int n);
void __kmpc_push_num_threads(void *loc, int gtid, int n);
void __kmpc_fork_call(void *loc, int argc, void (*fn)(int *, int *, ...), ...);

enum { MAX_POINTS = 20000, MAX_THREADS = 5, DEPTH = 3 };
struct point {
    int64_t v[DEPTH];
};

/* --- the model: small values, so plain arithmetic says what the loops mean ----------------------------- */

static bool goes_on(int comparison, int64_t step, int64_t v, int64_t end)
{
    switch (comparison) {
    case LE: return v <= end;
    case GE: return v >= end;
    case LT: return v < end;
    case GT: return v > end;
    default: return step > 0 ? v < end : v > end;
    }
}

static int enumerate(const struct bounds *nest, int n, int k, struct point at, struct point *all, int count)
{
    if (k == n) {
        if (count < MAX_POINTS)
            all[count] = at;
        return count + 1;
    }
    const struct bounds *b = &nest[k];
    int64_t x = k ? at.v[b->outer] : 0;
    int64_t from = (int64_t)b->lb0 + (int64_t)b->lb1 * x, end = (int64_t)b->ub0 + (int64_t)b->ub1 * x;
    for (int64_t v = from; goes_on(b->comparison, b->step, v, end); v += b->step) {
        at.v[k] = v;
        count = enumerate(nest, n, k + 1, at, all, count);
    }
    return count;
}

/* As the program would have it in memory: garbage where a 32-bit loop does not look. */
static struct bounds stored(struct bounds b)
{
    if (b.type == I32 || b.type == U32) {
        uint64_t garbage = UINT64_C(0x5a5a5a5a00000000);
        b.lb0 = (uint32_t)b.lb0 | garbage;
        b.lb1 = (uint32_t)b.lb1 | garbage;
        b.ub0 = (uint32_t)b.ub0 | garbage;
        b.ub1 = (uint32_t)b.ub1 | garbage;
        b.step = (int64_t)((uint32_t)b.step | garbage);
    }
    return b;
}

/* --- the test -------------------------------------------------------------------------------------------- */

struct part {
    bool some;
    int last;
    struct point from, to;
};
struct job {
    const struct bounds *nest;
    int n;
    struct part part[MAX_THREADS];
};

static void body(int *gtid, int *tid, struct job *job)
{
    struct bounds nest[DEPTH], chunk[DEPTH];
    memset(chunk, 0xee, sizeof chunk);
    for (int k = 0; k < job->n; k++)
        nest[k] = stored(job->nest[k]);
    struct part *p = &job->part[*tid];
    p->last = 77;
    p->some = __kmpc_for_collapsed_init(NULL, *gtid, nest, chunk, job->n, &p->last);
    for (int k = 0; k < job->n; k++) {
        EXPECT(nest[k].comparison == LE || nest[k].comparison == GE);
        if (!p->some)
            continue;
        EXPECT_EQ(chunk[k].type, job->nest[k].type);
        EXPECT_EQ(chunk[k].iv_type, job->nest[k].iv_type);
        EXPECT(chunk[k].comparison == nest[k].comparison && chunk[k].lb1 == 0 && chunk[k].ub1 == 0);
        p->from.v[k] = (int64_t)chunk[k].lb0;
        p->to.v[k] = (int64_t)chunk[k].ub0;
    }
}

static struct point all[MAX_POINTS];

static int index_of(struct point p, int n, int count, int from)
{
    for (int i = from; i < count; i++)
        if (memcmp(p.v, all[i].v, (size_t)n * sizeof p.v[0]) == 0)
            return i;
    return -1;
}

static void check(const struct bounds *nest, int n)
{
    int count = enumerate(nest, n, 0, (struct point){{0}}, all, 0);
    if (count > MAX_POINTS)
        abort();
    for (int threads = 1; threads <= MAX_THREADS; threads++) {
        struct job job = {.nest = nest, .n = n};
        __kmpc_push_num_threads(NULL, 0, threads);
        __kmpc_fork_call(NULL, 1, (void (*)(int *, int *, ...))body, &job);
        int next = 0, lasts = 0;
        for (int t = 0; t < threads; t++) {
            const struct part *p = &job.part[t];
            EXPECT(p->last == 0 || p->last == 1);
            lasts += p->last;
            if (!p->some) {
                EXPECT_EQ(p->last, 0);
                continue;
            }
            EXPECT_EQ(index_of(p->from, n, count, 0), next);
            int to = index_of(p->to, n, count, next > 0 ? next : 0);
            EXPECT(to >= next);
            EXPECT(to + 1 - next == count / threads || to + 1 - next == count / threads + 1);
            next = to + 1;
            EXPECT_EQ(p->last, next == count);
        }
        EXPECT_EQ(next, count);
        EXPECT_EQ(lasts, count > 0);
    }
}

static void check_rectangle(const struct bounds *nest_, int n)
{
    struct bounds nest[DEPTH];
    int count = enumerate(nest_, n, 0, (struct point){{0}}, all, 0);
    for (int k = 0; k < n; k++)
        nest[k] = stored(nest_[k]);
    EXPECT_EQ(__kmpc_process_loop_nest_rectang(NULL, 0, nest, n), count);
    for (int i = 0; i < count; i++) {
        uint64_t ivs[DEPTH];
        __kmpc_calc_original_ivs_rectang(NULL, (uint64_t)i, nest, ivs, n);
        for (int k = 0; k < n; k++)
            EXPECT_EQ(ivs[k], all[i].v[k]);
    }
}

#define L(t, cmp, a0, a1, b0, b1, s) L_(t, cmp, a0, a1, b0, b1, s, 0)
#define L_(t, cmp, a0, a1, b0, b1, s, o)                                                           \
    (struct bounds)                                                                                \
    {                                                                                              \
        .type = t, .iv_type = t, .comparison = cmp, .outer = o, .lb0 = (uint64_t)(int64_t)(a0),    \
        .lb1 = (uint64_t)(int64_t)(a1), .ub0 = (uint64_t)(int64_t)(b0),                            \
        .ub1 = (uint64_t)(int64_t)(b1), .step = (s)                                                \
    }

int main(void)
{
    static const int types[] = {I32, U32, I64, U64};
    for (int ty = 0; ty < 4; ty++) {
        int t = types[ty];
        for (int n = 0; n <= 12; n += 3) {
            /* rectangles, of one to three loops, and empty ones */
            check((struct bounds[]){L(t, LT, 2, 0, 2 + n, 0, 1)}, 1);
            check((struct bounds[]){L(t, LE, 0, 0, n, 0, 2), L(t, GT, 40, 0, 40 - n, 0, -3)}, 2);
            check((struct bounds[]){L(t, LT, 0, 0, n, 0, 1), L(t, NE, 30, 0, 30 - n, 0, -1), L(t, LT, 1, 0, 5, 0, 2)}, 3);
            check_rectangle((struct bounds[]){L(t, LT, 2, 0, 2 + n, 0, 1)}, 1);
            check_rectangle((struct bounds[]){L(t, LE, 0, 0, n, 0, 2), L(t, GT, 40, 0, 40 - n, 0, -3)}, 2);
            check_rectangle((struct bounds[]){L(t, LT, 0, 0, n, 0, 1), L(t, NE, 30, 0, 30 - n, 0, -1), L(t, GE, 9, 0, 1, 0, -4)}, 3);
            /* triangles: j < i, j <= i, j > i downwards, j from i, and with an empty first row or tail */
            check((struct bounds[]){L(t, LT, 0, 0, n, 0, 1), L(t, LT, 0, 0, 0, 1, 1)}, 2);
            check((struct bounds[]){L(t, LE, 0, 0, n, 0, 1), L(t, LE, 0, 0, 0, 1, 1)}, 2);
            check((struct bounds[]){L(t, LE, 0, 0, n, 0, 1), L(t, LE, 0, 1, n, 0, 1)}, 2);
            check((struct bounds[]){L(t, LT, 0, 0, 2 * n, 0, 1), L(t, LT, 0, 1, n, 0, 2)}, 2);
            check((struct bounds[]){L(t, LT, 0, 0, n, 0, 3), L(t, GT, 50, 0, 10, 2, -4)}, 2);
            check((struct bounds[]){L(t, LT, 1, 0, n, 0, 1), L(t, LT, 0, 1, 3, 2, 3)}, 2);
            /* a band, as long everywhere */
            check((struct bounds[]){L(t, LT, 1, 0, n, 0, 1), L(t, LE, 0, 1, 2, 1, 1)}, 2);
            /* three loops: a pyramid; the third on the first; the third on the second only */
            check((struct bounds[]){L(t, LT, 0, 0, n, 0, 1), L(t, LT, 0, 0, 0, 1, 1), L_(t, LE, 0, 0, 0, 1, 1, 1)}, 3);
            check((struct bounds[]){L(t, LT, 0, 0, n, 0, 1), L(t, LT, 0, 0, 4, 0, 1), L_(t, LT, 0, 1, n, 0, 1, 0)}, 3);
            check((struct bounds[]){L(t, LE, 0, 0, 4, 0, 1), L(t, LE, 0, 0, n, 0, 1), L_(t, LT, 0, 1, n, 0, 2, 1)}, 3);
        }
        if (t == U32 || t == U64)
            continue;
        for (int n = 0; n <= 12; n += 3) {
            /* values and slopes below zero */
            check((struct bounds[]){L(t, LE, -n, 0, n, 0, 1), L(t, LE, -7, -1, 7, 1, 2)}, 2);
            check((struct bounds[]){L(t, GE, n, 0, -n, 0, -2), L(t, GT, 5, 1, -5, -1, -1)}, 2);
            check((struct bounds[]){L(t, LT, -n, 0, n, 0, 1), L(t, LT, 0, 2, 3, -1, 1)}, 2);
            check((struct bounds[]){L(t, LT, -n, 0, 5, 0, 2), L(t, NE, -30, 1, 6, 1, 9), L_(t, LE, -20, 1, 111, 1, 40, 1)}, 3);
        }
    }
    /* Variables narrower than their bounds' arithmetic. */
    struct bounds narrow[] = {L(I32, LE, -100, 0, 100, 0, 50), L(I32, LT, 0, 0, 10, 1, 30)};
    narrow[0].iv_type = I8;
    narrow[1].iv_type = I16;
    check(narrow, 2);
    /* The whole of a type, in few steps. */
    check_rectangle((struct bounds[]){L(I32, LE, INT32_MIN, 0, INT32_MAX, 0, 1 << 29), L(I32, LT, 0, 0, 3, 0, 1)}, 2);
    check((struct bounds[]){L(I32, LE, INT32_MIN, 0, INT32_MAX, 0, 1 << 29), L(I32, LT, 0, 0, 3, 0, 1)}, 2);
    check((struct bounds[]){L(U32, LE, 0, 0, UINT32_MAX, 0, 1 << 30), L(U32, LT, 0, 0, 3, 0, 1)}, 2);
    return expect_result();
}
