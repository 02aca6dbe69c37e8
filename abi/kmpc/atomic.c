/* __kmpc_atomic_*: `atomic` on one operand by a call (5.2, atomic Construct). atomic.def is the
 * table of the entry points; here is how each kind of row is done.
 *
 * Invariant: how a location is accessed depends on its size and address alone, so all entry points
 * that may meet on it agree. Up to 8 bytes it is a word, changed by one instruction or by compare
 * and swap; a wider one, and a complex or generic one that lies across words, is changed under the
 * lock of its address (sync/atomic_lock.h).
 *
 * Called by code of compilers that do not expand an atomic themselves; thread-safe, from any
 * thread, at any time; nothing fails. loc and gtid are ignored. Every access is sequentially
 * consistent: the ABI has no memory-order argument and its callers may have asked for that.
 * [KMPC-ATOMIC] What a thread wrote before it changed x is seen by whoever then reads or changes x.
 *
 * Left out: GOMP_atomic_start and _end (abi/gomp/sync.c), which share the lock of
 * __kmpc_atomic_start. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "abi/export.h"
#include "runtime/base/atomics.h"
#include "runtime/sync/atomic_lock.h"

#define TYPE(t, c) typedef c t;
#include "abi/kmpc/atomic.def"

#define CALLER VEDA_UNUSED const void *loc, VEDA_UNUSED int gtid

/* Words: what the processor loads, exchanges and compares in one instruction. may_alias: to its
 * owner the location is a float or a complex. WORD(t) is the word as large as t; for a wider t,
 * which is_word() sends another way, any. */
typedef uint8_t word1 __attribute__((may_alias));
typedef uint16_t word2 __attribute__((may_alias));
typedef uint32_t word4 __attribute__((may_alias));
typedef uint64_t word8 __attribute__((may_alias));

#define WORD(t)                                                                                    \
    __typeof__(*_Generic((char(*)[sizeof(t)])0,                                                    \
        char(*)[1]: (word1 *)0,                                                                    \
        char(*)[2]: (word2 *)0,                                                                    \
        char(*)[4]: (word4 *)0,                                                                    \
        default: (word8 *)0))

/* The same bits as another type. */
#define COPY(to, from, t) memcpy(&(to), &(from), sizeof(WORD(t)))

VEDA_INLINE bool is_word(const void *x, size_t size, size_t alignment)
{
    return size <= sizeof(word8) && (alignment == size || (uintptr_t)x % size == 0);
}

/* Whether *x, a t, is accessed as a word; the word it then is; else what is done to it. */
#define IS_WORD(t) is_word(x, sizeof(t), _Alignof(t))
#define AS_WORD(t) ((WORD(t) *)x)
#define LOCKED(statements)                                                                         \
    {                                                                                              \
        veda_atomic_lock(x);                                                                       \
        statements;                                                                                \
        veda_atomic_unlock(x);                                                                     \
    }

/* Operations, and the single instructions for some of them. */

#define OP_add(a, b) ((a) + (b))
#define OP_sub(a, b) ((a) - (b))
#define OP_mul(a, b) ((a) * (b))
#define OP_div(a, b) ((a) / (b))
#define OP_shl(a, b) ((a) << (b))
#define OP_shr(a, b) ((a) >> (b))
#define OP_andb(a, b) ((a) & (b))
#define OP_orb(a, b) ((a) | (b))
#define OP_xor(a, b) ((a) ^ (b))
#define OP_neqv(a, b) ((a) ^ (b))
#define OP_eqv(a, b) (~((a) ^ (b)))
#define OP_andl(a, b) ((a) && (b))
#define OP_orl(a, b) ((a) || (b))

#define FETCH_add add_sc
#define FETCH_sub sub_sc
#define FETCH_andb and_sc
#define FETCH_orb or_sc
#define FETCH_xor xor_sc
#define FETCH_neqv xor_sc

#define PICK_min(a, b) ((b) < (a))
#define PICK_max(a, b) ((b) > (a))

/* How x is changed from `before` to `after`, both set here. next computes after from before, or
 * leaves by `break` where nothing is to be written. Words compare by their bits, so a NaN does not
 * loop. */
#define CHANGE(t, next)                                                                            \
    if (IS_WORD(t)) {                                                                              \
        WORD(t) found = ld_sc(AS_WORD(t)), made; /* [KMPC-ATOMIC] */                               \
        do {                                                                                       \
            COPY(before, found, t);                                                                \
            next;                                                                                  \
            COPY(made, after, t);                                                                  \
        } while (!cas_sc(AS_WORD(t), &found, made)); /* [KMPC-ATOMIC] */                           \
    } else                                                                                         \
        LOCKED(before = *x; do { next; *x = after; } while (0))

#define CHANGE_loop(t, w, op) CHANGE(t, after = (t)OP_##op((w)before, (w)e))
#define CHANGE_back(t, w, op) CHANGE(t, after = (t)OP_##op((w)e, (w)before))
#define CHANGE_pick(t, w, op) CHANGE(t, after = before; if (!PICK_##op(before, e)) break; after = e)
#define CHANGE_fetch(t, w, op)                                                                     \
    before = FETCH_##op(x, e); /* [KMPC-ATOMIC] */                                                 \
    after = (t)OP_##op((w)before, (w)e);

/* The entry points. */

#define SWAP_HEAD_returned(name, t) t name(CALLER, t *x, t e)
#define SWAP_HEAD_out(name, t) void name(CALLER, t *x, t e, t *out)
#define CAPTURE_HEAD_returned(name, t, e_t) t name(CALLER, t *x, e_t e, int flag)
#define CAPTURE_HEAD_out(name, t, e_t) void name(CALLER, t *x, e_t e, t *out, int flag)
#define GIVE_returned(value) return value
#define GIVE_out(value) *out = value

#define READ(name, t)                                                                              \
    VEDA_EXPORT(name)                                                                              \
    t name(CALLER, t *x)                                                                           \
    {                                                                                              \
        t value;                                                                                   \
        if (IS_WORD(t)) {                                                                          \
            WORD(t) found = ld_sc(AS_WORD(t)); /* [KMPC-ATOMIC] */                                 \
            COPY(value, found, t);                                                                 \
        } else                                                                                     \
            LOCKED(value = *x)                                                                     \
        return value;                                                                              \
    }

#define WRITE(name, t)                                                                             \
    VEDA_EXPORT(name)                                                                              \
    void name(CALLER, t *x, t e)                                                                   \
    {                                                                                              \
        if (IS_WORD(t)) {                                                                          \
            WORD(t) made;                                                                          \
            COPY(made, e, t);                                                                      \
            st_sc(AS_WORD(t), made); /* [KMPC-ATOMIC] */                                           \
        } else                                                                                     \
            LOCKED(*x = e)                                                                         \
    }

#define SWAP(name, t, give)                                                                        \
    VEDA_EXPORT(name)                                                                              \
    SWAP_HEAD_##give(name, t)                                                                      \
    {                                                                                              \
        t before;                                                                                  \
        if (IS_WORD(t)) {                                                                          \
            WORD(t) made, found;                                                                   \
            COPY(made, e, t);                                                                      \
            found = xchg_sc(AS_WORD(t), made); /* [KMPC-ATOMIC] */                                 \
            COPY(before, found, t);                                                                \
        } else                                                                                     \
            LOCKED(before = *x; *x = e)                                                            \
        GIVE_##give(before);                                                                       \
    }

#define UPDATE(name, t, e_t, w, how, op)                                                           \
    VEDA_EXPORT(name)                                                                              \
    void name(CALLER, t *x, e_t e)                                                                 \
    {                                                                                              \
        t before, after;                                                                           \
        CHANGE_##how(t, w, op)                                                                     \
        (void)after;                                                                               \
    }

#define CAPTURE(name, t, e_t, w, how, op, give)                                                    \
    VEDA_EXPORT(name)                                                                              \
    CAPTURE_HEAD_##give(name, t, e_t)                                                              \
    {                                                                                              \
        t before, after;                                                                           \
        CHANGE_##how(t, w, op)                                                                     \
        GIVE_##give(flag ? after : before);                                                        \
    }

/* x = x == e ? d : x. Gives whether it was equal (bool), or x as it was (val). The _cpt forms also
 * write *v: bool x as it was, only where it differed; val x as it became. v may be the variable e
 * came from. */
#define COMPARE(n, t)                                                                              \
    VEDA_EXPORT(__kmpc_atomic_bool_##n##_cas)                                                      \
    bool __kmpc_atomic_bool_##n##_cas(CALLER, t *x, t e, t d)                                      \
    {                                                                                              \
        return cas_sc(x, &e, d); /* [KMPC-ATOMIC] */                                               \
    }                                                                                              \
    VEDA_EXPORT(__kmpc_atomic_bool_##n##_cas_cpt)                                                  \
    bool __kmpc_atomic_bool_##n##_cas_cpt(CALLER, t *x, t e, t d, t *v)                            \
    {                                                                                              \
        bool equal = cas_sc(x, &e, d); /* [KMPC-ATOMIC] */                                         \
        if (!equal)                                                                                \
            *v = e;                                                                                \
        return equal;                                                                              \
    }                                                                                              \
    VEDA_EXPORT(__kmpc_atomic_val_##n##_cas)                                                       \
    t __kmpc_atomic_val_##n##_cas(CALLER, t *x, t e, t d)                                          \
    {                                                                                              \
        cas_sc(x, &e, d); /* [KMPC-ATOMIC] */                                                      \
        return e;                                                                                  \
    }                                                                                              \
    VEDA_EXPORT(__kmpc_atomic_val_##n##_cas_cpt)                                                   \
    t __kmpc_atomic_val_##n##_cas_cpt(CALLER, t *x, t e, t d, t *v)                                \
    {                                                                                              \
        *v = cas_sc(x, &e, d) ? d : e; /* [KMPC-ATOMIC] */                                         \
        return e;                                                                                  \
    }

/* x = f(x, e), written through f's first argument. f may run more than once, on copies of x. */
#define GENERIC(n)                                                                                 \
    VEDA_EXPORT(__kmpc_atomic_##n)                                                                 \
    void __kmpc_atomic_##n(CALLER, void *x, void *e, void (*f)(void *, void *, void *))            \
    {                                                                                              \
        if (is_word(x, n, 1)) {                                                                    \
            WORD(char[n]) found = ld_rlx(AS_WORD(char[n])), made; /* hint: the swap finds out */   \
            do                                                                                     \
                f(&made, &found, e);                                                               \
            while (!cas_sc(AS_WORD(char[n]), &found, made)); /* [KMPC-ATOMIC] */                   \
        } else                                                                                     \
            LOCKED(f(x, x, e))                                                                     \
    }

#include "abi/kmpc/atomic.def"

/* The one global lock: around a structured block that the compiler could make no single update of.
 * */
VEDA_EXPORT(__kmpc_atomic_start)
void __kmpc_atomic_start(void)
{
    veda_atomic_lock(NULL);
}

VEDA_EXPORT(__kmpc_atomic_end)
void __kmpc_atomic_end(void)
{
    veda_atomic_unlock(NULL);
}
