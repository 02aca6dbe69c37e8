/* A task as LLVM's compilers see it, and what stands in front of it (kmp.h and kmp_tasking.cpp are the
 * ABI's source). Inside abi/kmpc only. */
#ifndef VEDA_ABI_KMPC_TASK_H
#define VEDA_ABI_KMPC_TASK_H

#include <stddef.h>
#include <stdint.h>

#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

struct kmpc_task;
typedef int32_t (*kmpc_routine)(int32_t gtid, struct kmpc_task *task);

union kmpc_task_data {
    int32_t priority;
    kmpc_routine destructors;
};

/* ABI: compiled code writes and reads these fields, and its privates right behind. */
struct kmpc_task {
    void *shareds;              /* pointers to shared variables, behind the privates; NULL: none */
    kmpc_routine routine;       /* NULL: an empty task */
    int32_t part_id;            /* of an untied task: where it goes on */
    union kmpc_task_data data1; /* destructors, if flagged */
    union kmpc_task_data data2; /* priority, if flagged */
};

_Static_assert(offsetof(struct kmpc_task, part_id) == 16 && offsetof(struct kmpc_task, data1) == 24 &&
                   sizeof(struct kmpc_task) == 40,
               "kmp_task_t as compilers lay it out");

/* ABI: the flags argument of __kmpc_omp_task_alloc. */
enum {
    KMPC_TASK_TIED = 1 << 0,
    KMPC_TASK_FINAL = 1 << 1,
    KMPC_TASK_MERGED_IF0 = 1 << 2,  /* if(0) without begin and complete calls */
    KMPC_TASK_DESTRUCTORS = 1 << 3, /* data1 is a thunk that destroys the privates */
    KMPC_TASK_PROXY = 1 << 4,       /* done by somebody else, who reports it */
    KMPC_TASK_PRIORITY = 1 << 5,
    KMPC_TASK_DETACHABLE = 1 << 6,
    KMPC_TASK_POOL = 1 << 7,        /* threadset(omp_pool) */
};

/* Privates may be over-aligned up to this. */
enum { KMPC_TASK_ALIGNMENT = VEDA_PAYLOAD_ALIGNMENT };

/* What we note of a task, in shim[0]; shim[1] is how many bytes the compiler's part has, shareds included. */
struct kmpc_task_notes {
    int16_t flags;
    uint16_t place;  /* that it is to run close to; 0: none */
    bool in_routine; /* run_parts() will see `again` */
    bool again;      /* an untied task has asked to be gone on with */
    bool yielded;    /* at a taskyield */
    bool plain;      /* tied, and no flag asks for more than to run it */
};

_Static_assert(sizeof(struct kmpc_task_notes) <= sizeof(uint64_t), "notes in a word");

static inline struct kmpc_task_notes *kmpc_task_notes(struct veda_deferred *d)
{
    return (struct kmpc_task_notes *)&d->shim[0];
}

/* A task of me's current one, of `bytes` from the start of struct kmpc_task, which are not set. */
struct veda_deferred *kmpc_task_new(struct veda_member *me, int32_t flags, size_t bytes, const void *site);

/* A task that never ran and never will: destroys its privates, frees it. */
void kmpc_task_drop(struct veda_member *me, struct veda_deferred *d);

#endif
