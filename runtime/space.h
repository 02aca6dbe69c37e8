/* Memory spaces: which memory nodes their blocks come from. A predefined one has those with its kind of memory; where
 * the process may use none such it is plain memory, as in the peers without libmemkind. A part of one (6.0, 27.4) has
 * some of these, and stays for ever: nothing ends a space. memory.h has the handles, and what programs ask.
 * Thread-safe. */
#ifndef VEDA_SPACE_H
#define VEDA_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/sys/policy.h"

/* Whether the host has that space, predefined or a part. Reads no file. */
bool veda_space_exists(uintptr_t space);

/* Whether any memory will do for it. Reads no file. */
bool veda_space_is_plain(uintptr_t space);

/* The nodes that a part has, for ever; NULL: it is none. */
const struct veda_nodeset *veda_space_limits(uintptr_t space);

/* The nodes of a space, one at least. False: the space wants others, of which there are none. */
bool veda_space_nodes(uintptr_t space, struct veda_nodeset *set);

/* Around a fork. */
void veda_space_before_fork(void);
void veda_space_after_fork(void);

#endif
