/* The small constructs of LLVM's ABI: barriers, master, masked, single, copyprivate, sections, scope,
 * cancellation (kmp_csupport.cpp, kmp_cancel.cpp, kmp_dispatch.cpp are its source). loc and gtid say what
 * we know: who calls is the thread itself. */
#include <stddef.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

#define UNUSED_ID ((void)loc, (void)gtid)

VEDA_EXPORT(__kmpc_barrier)
void __kmpc_barrier(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_barrier(veda_me());
}

VEDA_EXPORT(__kmpc_cancel_barrier)
int32_t __kmpc_cancel_barrier(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    return veda_barrier_cancel(veda_me());
}

/* The others wait until the primary thread, which gets 1, calls __kmpc_end_barrier_master. Two barriers: one
 * split in two would do where regions cannot be cancelled, but no compiler of today calls it. */
VEDA_EXPORT(__kmpc_barrier_master)
int32_t __kmpc_barrier_master(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    veda_barrier(me);
    if (me->tid == 0)
        return 1;
    veda_barrier(me);
    return 0;
}

VEDA_EXPORT(__kmpc_end_barrier_master)
void __kmpc_end_barrier_master(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_barrier(veda_me());
}

VEDA_EXPORT(__kmpc_barrier_master_nowait)
int32_t __kmpc_barrier_master_nowait(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    veda_barrier(me);
    return me->tid == 0;
}

VEDA_EXPORT(__kmpc_master)
int32_t __kmpc_master(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    return veda_me()->tid == 0;
}

VEDA_EXPORT(__kmpc_end_master)
void __kmpc_end_master(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_trace_construct_end(VEDA_CONSTRUCT_MASKED);
}

VEDA_EXPORT(__kmpc_masked)
int32_t __kmpc_masked(struct ident *loc, int32_t gtid, int32_t filter)
{
    UNUSED_ID;
    return veda_me()->tid == filter;
}

VEDA_EXPORT(__kmpc_end_masked)
void __kmpc_end_masked(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_trace_construct_end(VEDA_CONSTRUCT_MASKED);
}

VEDA_EXPORT(__kmpc_single)
int32_t __kmpc_single(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    return veda_single_try(veda_me());
}

VEDA_EXPORT(__kmpc_end_single)
void __kmpc_end_single(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_trace_construct_end(VEDA_CONSTRUCT_SINGLE);
}

VEDA_EXPORT(__kmpc_copyprivate)
void __kmpc_copyprivate(struct ident *loc, int32_t gtid, size_t size, void *data,
                        void (*copy)(void *to, void *from), int32_t did_it)
{
    UNUSED_ID;
    (void)size;
    struct veda_member *me = veda_me();
    if (did_it)
        veda_single_give(me, data);
    else
        copy(data, veda_single_receive(me));
    veda_barrier(me); /* data lives in the giver's frame */
}

/* Hands the giver's pointer to all; the program copies and holds the closing barrier itself. */
VEDA_EXPORT(__kmpc_copyprivate_light)
void *__kmpc_copyprivate_light(struct ident *loc, int32_t gtid, void *data)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    if (!data)
        return veda_single_receive(me);
    veda_single_give(me, data);
    return data;
}

VEDA_EXPORT(__kmpc_scope)
void __kmpc_scope(struct ident *loc, int32_t gtid, void *reserved)
{
    UNUSED_ID;
    (void)reserved;
    veda_trace_construct_begin(VEDA_CONSTRUCT_SCOPE);
}

VEDA_EXPORT(__kmpc_end_scope)
void __kmpc_end_scope(struct ident *loc, int32_t gtid, void *reserved)
{
    UNUSED_ID;
    (void)reserved;
    veda_trace_construct_end(VEDA_CONSTRUCT_SCOPE);
}

/* --- sections: init, next until it gives a number past the last, end ---------------------------------- */

VEDA_EXPORT(__kmpc_sections_init)
int32_t __kmpc_sections_init(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    veda_sections_begin(me, UINT32_MAX - 1); /* the count comes with each question */
    return me->team->nthreads > 1;
}

VEDA_EXPORT(__kmpc_next_section)
int32_t __kmpc_next_section(struct ident *loc, int32_t gtid, int32_t count)
{
    UNUSED_ID;
    uint32_t k = veda_sections_next(veda_me());
    return k && k <= (uint32_t)count ? (int32_t)k - 1 : count;
}

VEDA_EXPORT(__kmpc_end_sections)
void __kmpc_end_sections(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_sections_end(veda_me());
}

/* --- cancellation: kinds 1 parallel, 2 loop, 3 sections, 4 taskgroup ------------------------------------ */

static const enum veda_cancel kinds[] = {VEDA_CANCEL_NONE, VEDA_CANCEL_PARALLEL, VEDA_CANCEL_LOOP,
                                         VEDA_CANCEL_SECTIONS, VEDA_CANCEL_TASKGROUP};

VEDA_EXPORT(__kmpc_cancel)
int32_t __kmpc_cancel(struct ident *loc, int32_t gtid, int32_t kind)
{
    UNUSED_ID;
    return kind >= 1 && kind <= 4 && veda_cancel(veda_me(), kinds[kind]);
}

VEDA_EXPORT(__kmpc_cancellationpoint)
int32_t __kmpc_cancellationpoint(struct ident *loc, int32_t gtid, int32_t kind)
{
    UNUSED_ID;
    return kind >= 1 && kind <= 4 && veda_cancelled(veda_me(), kinds[kind]);
}
