/* Collapsed loop nests that the compiler leaves to the runtime (LLVM's kmp_collapse.h is the ABI's
 * source): rectangular ones, where it only asks for the trip count and for the loop variables of an
 * iteration, and others (5.2, 4.4.1: bounds that depend on an outer loop's variable), where it asks
 * for the first and the last iteration of a thread's part.
 *
 * A nest is described by one struct bounds_info a loop, outermost first. Loop k runs
 *     from lb0 + lb1 * x   to ub0 + ub1 * x   by step      x: the variable of loop outer_iv
 * in the arithmetic of loop_type, and its variable has loop_iv_type. Points are vectors of 64-bit
 * values, extended as the variable's type says.
 *
 * The split is exact: points are counted, thread t of n gets an even share of the count, and its
 * ends are found by walking down the nest. Counting adds up the rows of an outer loop only where
 * their length changes with its variable. It then grows by at least one a row, so rows are few
 * beside points: counting is the smaller part of the work by far.
 *
 * Callers: compilers that collapse non-rectangular nests by calls (Intel's; clang 19 does it
 * inline). Thread-safe; each thread has its own arrays. Left out: distribute, as the
 * ABI does. */
#include <stdbool.h>
#include <stdint.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

enum comparison { LESS_OR_EQ, GREATER_OR_EQ, NOT_EQ, LESS, GREATER };

/* Even: unsigned; odd: signed of the same width. */
enum loop_type { UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 };

/* ABI: laid out by the compiler. In a 32-bit loop only the lower halves are meant. */
struct bounds_info {
    int32_t loop_type;    /* UINT32 to INT64: of bounds and step */
    int32_t loop_iv_type; /* of the loop variable */
    int32_t comparison;
    int32_t outer_iv;     /* 0 where lb1 and ub1 are 0 */
    uint64_t lb0, lb1;
    uint64_t ub0, ub1;
    int64_t step;
    uint64_t trip_count;
};
_Static_assert(sizeof(struct bounds_info) == 64, "kmp_collapse.h's bounds_info_t");

/* The value that the type's lower bits in v mean, extended to 64 bits. */
static uint64_t trim(int32_t type, uint64_t v)
{
    switch (type) {
    case UINT8: return (uint8_t)v;
    case INT8: return (uint64_t)(int8_t)v;
    case UINT16: return (uint16_t)v;
    case INT16: return (uint64_t)(int16_t)v;
    case UINT32: return (uint32_t)v;
    case INT32: return (uint64_t)(int32_t)v;
    default: return v;
    }
}

/* Of trimmed values. All but the widest unsigned fit into int64_t. */
static bool is_less(int32_t type, uint64_t a, uint64_t b)
{
    return type == UINT64 ? a < b : (int64_t)a < (int64_t)b;
}

static int64_t step_of(const struct bounds_info *b)
{
    return b->loop_type == INT32 || b->loop_type == UINT32 ? (int32_t)b->step : b->step;
}

static bool goes_up(const struct bounds_info *b)
{
    return b->comparison == NOT_EQ ? step_of(b) > 0
                                   : b->comparison == LESS_OR_EQ || b->comparison == LESS;
}

/* Iterations of a loop for one value x of the variable that it depends on. Looks at the comparison
 * as the program wrote it: what < and > become with equality may wrap, for unsigned j < 0. */
static uint64_t row_length(const struct bounds_info *b, uint64_t x)
{
    uint64_t from = trim(b->loop_type, b->lb0 + b->lb1 * x);
    uint64_t to = trim(b->loop_type, b->ub0 + b->ub1 * x);
    bool inclusive = b->comparison == LESS_OR_EQ || b->comparison == GREATER_OR_EQ;
    uint64_t near = goes_up(b) ? from : to, far = goes_up(b) ? to : from;
    uint64_t step = step_of(b) < 0 ? 0 - (uint64_t)step_of(b) : (uint64_t)step_of(b);
    if (is_less(b->loop_type, far, near) || (far == near && !inclusive) || step == 0)
        return 0;
    return (far - near - !inclusive) / step + 1;
}

/* The variable's value in iteration i of its row. */
static uint64_t value_at(const struct bounds_info *b, uint64_t x, uint64_t i)
{
    return trim(b->loop_iv_type,
                trim(b->loop_type, b->lb0 + b->lb1 * x + i * (uint64_t)step_of(b)));
}

/* As the ABI promises: comparisons <= and >= only, in place. After everything has been counted. */
static void canonicalize(struct bounds_info *nest, int32_t n)
{
    for (int32_t k = 0; k < n; k++) {
        struct bounds_info *b = &nest[k];
        bool up = goes_up(b);
        if (b->comparison != LESS_OR_EQ && b->comparison != GREATER_OR_EQ)
            b->ub0 = trim(b->loop_type, up ? b->ub0 - 1 : b->ub0 + 1);
        b->comparison = up ? LESS_OR_EQ : GREATER_OR_EQ;
    }
}

/* --- rectangular ------------------------------------------------------------------------------ */

/* Leaves each loop's iterations in trip_count and gives their product. */
VEDA_EXPORT(__kmpc_process_loop_nest_rectang)
uint64_t __kmpc_process_loop_nest_rectang(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid,
                                          struct bounds_info *nest, int32_t n)
{
    uint64_t total = 1;
    for (int32_t k = 0; k < n; k++) {
        nest[k].trip_count = row_length(&nest[k], 0);
        total *= nest[k].trip_count;
    }
    canonicalize(nest, n);
    return total;
}

/* The loop variables of iteration `number` of the nest. */
VEDA_EXPORT(__kmpc_calc_original_ivs_rectang)
void __kmpc_calc_original_ivs_rectang(VEDA_UNUSED struct ident *loc, uint64_t number,
                                      const struct bounds_info *nest, uint64_t *ivs, int32_t n)
{
    for (int32_t k = n - 1; k > 0; k--) {
        ivs[k] = number % nest[k].trip_count;
        number /= nest[k].trip_count;
    }
    ivs[0] = number;
    for (int32_t k = 0; k < n; k++) {
        uint64_t x = nest[k].outer_iv < k ? ivs[nest[k].outer_iv] : 0;
        ivs[k] = value_at(&nest[k], x, ivs[k]);
    }
}

/* --- any shape -------------------------------------------------------------------------------- */

/* A walk down the nest: the variables of the loops outside of the one looked at. */
struct walk {
    const struct bounds_info *nest;
    int32_t n;
    uint64_t *ivs;
};

static uint64_t outer_value(const struct walk *w, int32_t k)
{
    int32_t outer = w->nest[k].outer_iv;
    return outer < k ? w->ivs[outer] : 0;
}

/* Whether all iterations of loop k hold equally many points: no loop inside has a length that
 * changes with the variable of loop k or of one inside it. */
static bool is_even_below(const struct walk *w, int32_t k)
{
    for (int32_t i = k + 1; i < w->n; i++) {
        const struct bounds_info *b = &w->nest[i];
        if (b->outer_iv >= k && trim(b->loop_type, b->lb1) != trim(b->loop_type, b->ub1))
            return false;
    }
    return true;
}

/* Points of loops k and inside, for the variables outside of it. */
static uint64_t count(const struct walk *w, int32_t k)
{
    if (k == w->n)
        return 1;
    const struct bounds_info *b = &w->nest[k];
    uint64_t x = outer_value(w, k), length = row_length(b, x), total = 0;
    if (length == 0)
        return 0;
    if (is_even_below(w, k)) {
        w->ivs[k] = value_at(b, x, 0);
        return length * count(w, k + 1);
    }
    for (uint64_t i = 0; i < length; i++) {
        w->ivs[k] = value_at(b, x, i);
        total += count(w, k + 1);
    }
    return total;
}

/* Leaves the variables of point `number` in w->ivs. */
static void find(const struct walk *w, uint64_t number)
{
    for (int32_t k = 0; k < w->n; k++) {
        const struct bounds_info *b = &w->nest[k];
        uint64_t x = outer_value(w, k), i = 0;
        w->ivs[k] = value_at(b, x, 0);
        if (is_even_below(w, k)) {
            uint64_t below = count(w, k + 1);
            i = number / below;
            number %= below;
        } else {
            for (uint64_t below; number >= (below = count(w, k + 1)); number -= below)
                w->ivs[k] = value_at(b, x, ++i);
        }
        w->ivs[k] = value_at(b, x, i);
    }
}

/* The caller's part of a worksharing loop over the nest: in chunk[] its first point as the lower
 * bounds and its last one as the upper bounds, in the order of the nest. 0: it has none. */
VEDA_EXPORT(__kmpc_for_collapsed_init)
int32_t __kmpc_for_collapsed_init(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid,
                                  struct bounds_info *nest, struct bounds_info *chunk, int32_t n,
                                  int32_t *last)
{
    const struct veda_member *me = veda_me();
    uint64_t ivs[n], lo, hi;
    struct walk w = {nest, n, ivs};
    uint64_t total = count(&w, 0);
    veda_loop_share(total, (uint32_t)me->team->nthreads, (uint32_t)me->tid, &lo, &hi);
    if (last)
        *last = lo < hi && hi == total;
    if (lo < hi) {
        find(&w, lo);
        for (int32_t k = 0; k < n; k++)
            chunk[k].lb0 = ivs[k];
        find(&w, hi - 1);
        for (int32_t k = 0; k < n; k++)
            chunk[k].ub0 = ivs[k];
    }
    canonicalize(nest, n);
    for (int32_t k = 0; lo < hi && k < n; k++) {
        uint64_t from = chunk[k].lb0, to = chunk[k].ub0;
        chunk[k] = nest[k];
        chunk[k].lb0 = from;
        chunk[k].ub0 = to;
        chunk[k].lb1 = chunk[k].ub1 = 0;
    }
    return lo < hi;
}
