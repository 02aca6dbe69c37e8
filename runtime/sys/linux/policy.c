/* mbind and its kin by number: libnuma is not always there. */
#include "runtime/sys/policy.h"

#include <errno.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/mempolicy.h, which need not be installed. */
enum { PREFERRED = 1, INTERLEAVE = 3, PREFERRED_MANY = 5 };
enum { MEMS_ALLOWED = 4 };

static int bind(void *start, size_t bytes, int mode, const struct veda_nodeset *nodes)
{
    /* the system looks at one bit less than it is told */
    return syscall(SYS_mbind, start, bytes, mode, nodes->bits, (unsigned long)VEDA_NODES_MOST + 1, 0u) ? errno : 0;
}

int veda_policy_set(void *start, size_t bytes, enum veda_policy_mode mode, const struct veda_nodeset *nodes)
{
    int saved = errno, err;
    if (mode == VEDA_POLICY_INTERLEAVE) {
        err = bind(start, bytes, INTERLEAVE, nodes);
    } else if (veda_nodeset_count(nodes) == 1) {
        err = bind(start, bytes, PREFERRED, nodes);
    } else {
        err = bind(start, bytes, PREFERRED_MANY, nodes);
        if (err == EINVAL) { /* before Linux 5.15: one of them */
            struct veda_nodeset one = {0};
            int here = veda_node_here();
            veda_nodeset_add(&one, veda_nodeset_has(nodes, here) ? here : veda_nodeset_next(nodes, 0));
            err = bind(start, bytes, PREFERRED, &one);
        }
    }
    errno = saved;
    return err;
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
