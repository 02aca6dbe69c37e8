/* The explorer's version of the five accesses that runtime/base/atomics.h stands on. Each use is a site of
 * its own: the engine can weaken its order, and names it by its function and operation. */
#ifndef VEDA_TEST_EXPLORE_ATOMICS_H
#define VEDA_TEST_EXPLORE_ATOMICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum explore_order {
    EXPLORE_RELAXED = 0,
    EXPLORE_ACQUIRE = 1,
    EXPLORE_RELEASE = 2,
    EXPLORE_ACQ_REL = 3,
    EXPLORE_SEQ_CST = 7,
};

enum explore_kind { EXPLORE_LOAD, EXPLORE_STORE, EXPLORE_RMW, EXPLORE_CAS, EXPLORE_FENCE };

struct explore_site {
    const char *file, *function, *operation;
    int line;
    enum explore_kind kind;
    enum explore_order order; /* as written */
    enum explore_order now;   /* as explored */
    unsigned used;            /* scenarios that executed it: a bit each */
};

enum explore_rmw {
    EXPLORE_exchange_n,
    EXPLORE_fetch_add,
    EXPLORE_fetch_sub,
    EXPLORE_fetch_or,
    EXPLORE_fetch_and,
    EXPLORE_fetch_xor,
};

uint64_t explore_load(struct explore_site *site, const volatile void *p, size_t size);
void explore_store(struct explore_site *site, volatile void *p, size_t size, uint64_t value);
uint64_t explore_rmw(struct explore_site *site, volatile void *p, size_t size, enum explore_rmw op,
                     uint64_t value);
bool explore_cas(struct explore_site *site, volatile void *p, size_t size, void *expected,
                 uint64_t desired);
void explore_fence(struct explore_site *site);

/* All sites lie in one section, so that the engine knows those too that no scenario reaches. */
#define EXPLORE_SITE(what, name, ord)                                                              \
    static struct explore_site site_                                                               \
        __attribute__((section("explore_sites"), used, aligned(8))) = {.file = __FILE__,           \
                                                                       .function = __func__,       \
                                                                       .operation = name,          \
                                                                       .line = __LINE__,           \
                                                                       .kind = EXPLORE_##what,     \
                                                                       .order = EXPLORE_##ord,     \
                                                                       .now = EXPLORE_##ord}

/* A value as 64 bits and back, whatever its type; on a little-endian machine. */
#define EXPLORE_OUT(p, bits)                                                                       \
    (((union {                                                                                     \
         uint64_t out;                                                                             \
         __typeof__(*(p)) in;                                                                      \
     }){.out = (bits)})                                                                            \
         .in)
#define EXPLORE_IN(p, v)                                                                           \
    ({                                                                                             \
        union {                                                                                    \
            __typeof__(*(p)) in;                                                                   \
            uint64_t out;                                                                          \
        } bits_ = {.out = 0};                                                                      \
        bits_.in = (v);                                                                            \
        bits_.out;                                                                                 \
    })

#define VEDA_LD(p, ord)                                                                            \
    ({                                                                                             \
        EXPLORE_SITE(LOAD, "load " #ord, ord);                                                     \
        __auto_type p_ = (p);                                                                      \
        EXPLORE_OUT(p_, explore_load(&site_, p_, sizeof *p_));                                     \
    })
#define VEDA_ST(p, v, ord)                                                                         \
    ({                                                                                             \
        EXPLORE_SITE(STORE, "store " #ord, ord);                                                   \
        __auto_type p_ = (p);                                                                      \
        explore_store(&site_, p_, sizeof *p_, EXPLORE_IN(p_, v));                                  \
    })
#define VEDA_RMW(op, p, v, ord)                                                                    \
    ({                                                                                             \
        EXPLORE_SITE(RMW, #op " " #ord, ord);                                                      \
        __auto_type p_ = (p);                                                                      \
        EXPLORE_OUT(p_, explore_rmw(&site_, p_, sizeof *p_, EXPLORE_##op, EXPLORE_IN(p_, v)));     \
    })
#define VEDA_CAS(p, e, d, ord, fail)                                                               \
    ({                                                                                             \
        EXPLORE_SITE(CAS, "cas " #ord, ord);                                                       \
        __auto_type p_ = (p);                                                                      \
        explore_cas(&site_, p_, sizeof *p_, (e), EXPLORE_IN(p_, d));                               \
    })
#define VEDA_FENCE(ord)                                                                            \
    ({                                                                                             \
        EXPLORE_SITE(FENCE, "fence " #ord, ord);                                                   \
        explore_fence(&site_);                                                                     \
    })

#endif
