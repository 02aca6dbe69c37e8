/* mbind and its kin by number: libnuma is not always there. */
#include "runtime/sys/policy.h"

#include <errno.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/mempolicy.h, which need not be installed. */
enum { PREFERRED = 1, BIND = 2, INTERLEAVE = 3, PREFERRED_MANY = 5 };
enum { STRICT = 1, MOVE = 2 };
enum { MEMS_ALLOWED = 4 };

static int bind(void *start, size_t bytes, int mode, const struct veda_nodeset *nodes, unsigned flags)
{
    /* the system looks at one bit less than it is told */
    return syscall(SYS_mbind, start, bytes, mode, nodes->bits, (unsigned long)VEDA_NODES_MOST + 1, flags) ? errno : 0;
}

int veda_policy_set(void *start, size_t bytes, enum veda_policy_mode mode, const struct veda_nodeset *nodes)
{
    int saved = errno, err;
    if (mode == VEDA_POLICY_INTERLEAVE) {
        err = bind(start, bytes, INTERLEAVE, nodes, 0);
    } else if (veda_nodeset_count(nodes) == 1) {
        err = bind(start, bytes, PREFERRED, nodes, 0);
    } else {
        err = bind(start, bytes, PREFERRED_MANY, nodes, 0);
        if (err == EINVAL) { /* before Linux 5.15: one of them */
            struct veda_nodeset one = {0};
            int here = veda_node_here();
            veda_nodeset_add(&one, veda_nodeset_has(nodes, here) ? here : veda_nodeset_next(nodes, 0));
            err = bind(start, bytes, PREFERRED, &one, 0);
        }
    }
    errno = saved;
    return err;
}

/* Moving is tried last, for it has all processors empty their lists of pages; it makes room on a full node, as far as
 * that can be had without ending a process. The binding must not stay: a page that is wanted there later, in a child of
 * fork or back from swap, would have one ended. */
int veda_policy_gather(void *start, size_t bytes, const struct veda_nodeset *nodes)
{
    int saved = errno, err = bind(start, bytes, BIND, nodes, STRICT);
    if (err == EIO)
        err = bind(start, bytes, BIND, nodes, STRICT | MOVE);
    errno = saved;
    return err ? err : veda_policy_set(start, bytes, VEDA_POLICY_PREFER, nodes);
}

int veda_policy_allowed(struct veda_nodeset *nodes)
{
    int saved = errno;
    *nodes = (struct veda_nodeset){0};
    int err = syscall(SYS_get_mempolicy, NULL, nodes->bits, (unsigned long)VEDA_NODES_MOST + 1, NULL,
                      (unsigned long)MEMS_ALLOWED)
                  ? errno
                  : 0;
    errno = saved;
    return err;
}

int veda_node_here(void)
{
    unsigned cpu, node;
    return getcpu(&cpu, &node) ? -1 : (int)node;
}
