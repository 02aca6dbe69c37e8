/* Task reductions in gcc's layout (libgomp's task.c is the ABI's source): task_reduction on a taskgroup,
 * reduction(task, ...) on parallel, loops, sections and scope. The compiler describes them in an array, a
 * chain of blocks linked by [4]:
 *
 *   [0] entries   [1] bytes of a thread's copies   [2] in: alignment, out: the copies of all threads
 *   [3] allocator [4] next block; of the last, out: the description that was innermost before, or 0
 *   [5] ours: 1 in the first block of a description, else 0       [6] ours: end of the copies
 *   then for each entry: address of the original, offset in a copy, ours (unused)
 *
 * Entries are sorted by offset. A task asks with the address of an original, or of any copy, for its
 * thread's copy. Inside abi/gomp only. Callers besides task_reduction.c: worksharing.h, parallel.c, taskloop.c. */
#ifndef VEDA_ABI_GOMP_TASK_REDUCTION_H
#define VEDA_ABI_GOMP_TASK_REDUCTION_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/team.h"

/* Adds a description to me's innermost taskgroup. shared: another member's registration of the same
 * construct, whose copies it shares; NULL: the copies are made here, zeroed. */
void gomp_reductions_register(struct veda_member *me, uintptr_t *data, uintptr_t *shared);

/* A worksharing construct, or scope, with reduction(task, ...): every member opens a taskgroup for it, which
 * GOMP_workshare_task_reduction_unregister ends, and registers its own description. first: of the
 * construct's members, and then shared is not looked at; the others pass what the first one registered. */
void gomp_work_reductions(struct veda_member *me, bool first, uintptr_t *data, void *shared);

/* A parallel region with reduction(task, ...); the outlined function's argument starts with a pointer to the
 * description. prepare: of struct veda_region; call: its call; done: after the region, with what
 * team->reductions was in it. The copies stay until the program has combined and unregistered them. */
void gomp_parallel_reductions_prepare(struct veda_team *team);
void gomp_parallel_reductions_call(struct veda_member *me);
void gomp_parallel_reductions_done(void *block);

#endif
