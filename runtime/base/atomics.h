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

#define ld_rlx(p) __atomic_load_n((p), __ATOMIC_RELAXED)
#define ld_acq(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define ld_sc(p) __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define st_rlx(p, v) __atomic_store_n((p), (v), __ATOMIC_RELAXED)
#define st_rel(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define st_sc(p, v) __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)

#define xchg_rlx(p, v) __atomic_exchange_n((p), (v), __ATOMIC_RELAXED)
#define xchg_acq(p, v) __atomic_exchange_n((p), (v), __ATOMIC_ACQUIRE)
#define xchg_rel(p, v) __atomic_exchange_n((p), (v), __ATOMIC_RELEASE)
#define xchg_acq_rel(p, v) __atomic_exchange_n((p), (v), __ATOMIC_ACQ_REL)
#define xchg_sc(p, v) __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)

#define add_rlx(p, v) __atomic_fetch_add((p), (v), __ATOMIC_RELAXED)
#define add_acq(p, v) __atomic_fetch_add((p), (v), __ATOMIC_ACQUIRE)
#define add_rel(p, v) __atomic_fetch_add((p), (v), __ATOMIC_RELEASE)
#define add_acq_rel(p, v) __atomic_fetch_add((p), (v), __ATOMIC_ACQ_REL)
#define add_sc(p, v) __atomic_fetch_add((p), (v), __ATOMIC_SEQ_CST)
#define sub_rlx(p, v) __atomic_fetch_sub((p), (v), __ATOMIC_RELAXED)
#define sub_rel(p, v) __atomic_fetch_sub((p), (v), __ATOMIC_RELEASE)
#define sub_acq_rel(p, v) __atomic_fetch_sub((p), (v), __ATOMIC_ACQ_REL)
#define sub_sc(p, v) __atomic_fetch_sub((p), (v), __ATOMIC_SEQ_CST)
#define or_rlx(p, v) __atomic_fetch_or((p), (v), __ATOMIC_RELAXED)
#define or_acq_rel(p, v) __atomic_fetch_or((p), (v), __ATOMIC_ACQ_REL)
#define or_sc(p, v) __atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define and_acq_rel(p, v) __atomic_fetch_and((p), (v), __ATOMIC_ACQ_REL)
#define and_sc(p, v) __atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)
#define xor_sc(p, v) __atomic_fetch_xor((p), (v), __ATOMIC_SEQ_CST)

#define VEDA_CAS(p, e, d, ok, fail) __atomic_compare_exchange_n((p), (e), (d), 0, ok, fail)
#define cas_rlx(p, e, d) VEDA_CAS(p, e, d, __ATOMIC_RELAXED, __ATOMIC_RELAXED)
#define cas_acq(p, e, d) VEDA_CAS(p, e, d, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)
#define cas_rel(p, e, d) VEDA_CAS(p, e, d, __ATOMIC_RELEASE, __ATOMIC_RELAXED)
#define cas_acq_rel(p, e, d) VEDA_CAS(p, e, d, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)
#define cas_sc(p, e, d) VEDA_CAS(p, e, d, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

/* ThreadSanitizer does not model fences, and gcc says so (-Wtsan). In that build a fence is an RMW on
 * one private word: a sequentially consistent point that the tool does understand. */
#ifdef VEDA_TSAN
extern uint32_t veda_tsan_fence_word;
#define fence_sc() ((void)__atomic_fetch_add(&veda_tsan_fence_word, 0, __ATOMIC_SEQ_CST))
#else
#define fence_sc() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

#endif
