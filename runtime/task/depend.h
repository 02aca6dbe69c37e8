/* The graph of dependences, as much as others see of it: a tool of the kmpc ABI reads a node's successors and an
 * edge's target. Everything else is depend.c's. */
#ifndef VEDA_TASK_DEPEND_H
#define VEDA_TASK_DEPEND_H

#include <stdint.h>

struct veda_deferred;
struct veda_depend_node;
struct veda_team;

/* From one task to one that waits for it. */
struct veda_edge {
    struct veda_depend_node *to;
    struct veda_edge *next;
};

struct veda_depend_node {
    struct veda_edge *successors;  /* newest first, until the task is complete. [DEPEND-CLOSE] */
    struct veda_deferred *task;    /* NULL: a thread waits */
    struct veda_team *team;        /* the thread's; of a task NULL, unless it excludes others and is not through with
                                      that: exclude.h. Then locked */
    uint32_t unmet;                /* predecessors that are not complete. [DEPEND-MET] */
    uint32_t refs;                 /* the task, and the table's entries. [DEPEND-REFS] */
};

/* node's successors, newest first. NULL: none, or no node, or the task is complete. A moment's view. */
struct veda_edge *veda_depend_successors(const struct veda_depend_node *node);

#endif
