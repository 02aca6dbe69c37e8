/* Atomic accesses by house names: the memory order is in the name, so that a grep for an order finds
 * every use. The explorer and the sanitizer builds hook in here and nowhere else.
 *
 *   ld_ / st_        load, store           _rlx relaxed   _acq acquire   _rel release
 *   xchg_ add_ or_   read-modify-write, give the old value
 *   and_ sub_ xor_   (same)                _acq_rel both  _sc sequentially consistent
 *   cas_             compare and swap: true if it swapped, else *expected holds what was found
 *   fence_sc()       full fence; its reason and its partner are named by a tag at the call
 *
 * A relaxed access says why in a word (owner, hint, counter, locked); any other carries a tag
 * [AREA-NAME] that stands on its partner too. C17 7.17 is the model. */
#ifndef VEDA_BASE_ATOMICS_H
#define VEDA_BASE_ATOMICS_H

#include <stdint.h>

#include "runtime/base/compiler.h"

/* The five accesses that the names stand on. The explorer (test/explore) gives its own by naming a header. */
#ifdef VEDA_EXPLORE
#include VEDA_EXPLORE
#else
#define VEDA_LD(p, order) __atomic_load_n((p), __ATOMIC_##order)
#define VEDA_ST(p, v, order) __atomic_store_n((p), (v), __ATOMIC_##order)
#define VEDA_RMW(op, p, v, order) __atomic_##op((p), (v), __ATOMIC_##order)
#define VEDA_CAS(p, e, d, ok, fail)                                                                \
    __atomic_compare_exchange_n((p), (e), (d), 0, __ATOMIC_##ok, __ATOMIC_##fail)
#define VEDA_FENCE(order) __atomic_thread_fence(__ATOMIC_##order)
#endif

#define ld_rlx(p) VEDA_LD(p, RELAXED)
#define ld_acq(p) VEDA_LD(p, ACQUIRE)
#define ld_sc(p) VEDA_LD(p, SEQ_CST)
#define st_rlx(p, v) VEDA_ST(p, v, RELAXED)
#define st_rel(p, v) VEDA_ST(p, v, RELEASE)
#define st_sc(p, v) VEDA_ST(p, v, SEQ_CST)

#define xchg_rlx(p, v) VEDA_RMW(exchange_n, p, v, RELAXED)
#define xchg_acq(p, v) VEDA_RMW(exchange_n, p, v, ACQUIRE)
#define xchg_rel(p, v) VEDA_RMW(exchange_n, p, v, RELEASE)
#define xchg_acq_rel(p, v) VEDA_RMW(exchange_n, p, v, ACQ_REL)
#define xchg_sc(p, v) VEDA_RMW(exchange_n, p, v, SEQ_CST)

#define add_rlx(p, v) VEDA_RMW(fetch_add, p, v, RELAXED)
#define add_acq(p, v) VEDA_RMW(fetch_add, p, v, ACQUIRE)
#define add_rel(p, v) VEDA_RMW(fetch_add, p, v, RELEASE)
#define add_acq_rel(p, v) VEDA_RMW(fetch_add, p, v, ACQ_REL)
#define add_sc(p, v) VEDA_RMW(fetch_add, p, v, SEQ_CST)
#define sub_rlx(p, v) VEDA_RMW(fetch_sub, p, v, RELAXED)
#define sub_rel(p, v) VEDA_RMW(fetch_sub, p, v, RELEASE)
#define sub_acq_rel(p, v) VEDA_RMW(fetch_sub, p, v, ACQ_REL)
#define sub_sc(p, v) VEDA_RMW(fetch_sub, p, v, SEQ_CST)
#define or_rlx(p, v) VEDA_RMW(fetch_or, p, v, RELAXED)
#define or_acq_rel(p, v) VEDA_RMW(fetch_or, p, v, ACQ_REL)
#define or_sc(p, v) VEDA_RMW(fetch_or, p, v, SEQ_CST)
#define and_acq_rel(p, v) VEDA_RMW(fetch_and, p, v, ACQ_REL)
#define and_sc(p, v) VEDA_RMW(fetch_and, p, v, SEQ_CST)
#define xor_sc(p, v) VEDA_RMW(fetch_xor, p, v, SEQ_CST)

#define cas_rlx(p, e, d) VEDA_CAS(p, e, d, RELAXED, RELAXED)
#define cas_acq(p, e, d) VEDA_CAS(p, e, d, ACQUIRE, ACQUIRE)
#define cas_rel(p, e, d) VEDA_CAS(p, e, d, RELEASE, RELAXED)
#define cas_acq_rel(p, e, d) VEDA_CAS(p, e, d, ACQ_REL, ACQUIRE)
#define cas_sc(p, e, d) VEDA_CAS(p, e, d, SEQ_CST, SEQ_CST)

/* Adds to a counter that the calling thread alone writes and others read now and then. The compiler makes one
 * instruction of it, where a relaxed load and a relaxed store are three; the word is aligned, so that nobody sees half. */
#if defined(VEDA_TSAN) || defined(VEDA_EXPLORE)
#define own_add(p, v) st_rlx(p, *(p) + (v))
#else
#define own_add(p, v) ((void)(*(p) += (v)))
#endif

/* ThreadSanitizer does not model fences, and gcc says so (-Wtsan). In that build a fence is an RMW on
 * one private word: a sequentially consistent point that the tool does understand. */
#ifdef VEDA_TSAN
extern uint32_t veda_tsan_fence_word;
#define fence_sc() ((void)__atomic_fetch_add(&veda_tsan_fence_word, 0, __ATOMIC_SEQ_CST))
#else
#define fence_sc() VEDA_FENCE(SEQ_CST)
#endif

#endif
