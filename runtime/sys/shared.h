/* Memory that processes of one user share by a name, a lock that goes with it, and waking across processes. */
#ifndef VEDA_SYS_SHARED_H
#define VEDA_SYS_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct veda_shared {
    void *memory; /* zeroed by whoever comes first; NULL: not open */
    size_t bytes;
    int fd;
    uint64_t device, file; /* what fd has been opened for */
};

/* Opens the memory of that name among processes of the same user and the same process numbers (a container has
 * its own). Gives NULL, or why it cannot be had: a program that runs with other rights than its user's gets
 * none, and nothing is taken that somebody else could have made. */
const char *veda_shared_open(struct veda_shared *s, const char *name, size_t bytes);

/* In the child of a fork: leaves the parent's memory and lock alone from now on. */
void veda_shared_forget(struct veda_shared *s);

/* False: the program has closed the descriptor, as daemons close all, and the lock is gone with it. Its number may be
 * that of a file of the program's now. The memory stays. errno is kept. */
bool veda_shared_is_open(const struct veda_shared *s);

/* The lock is the system's: it goes when its holder dies. False: it could not be had within two milliseconds, the
 * holder may have been stopped; or it is gone. Threads of one process exclude each other otherwise. errno is kept. */
bool veda_shared_lock_try(const struct veda_shared *s);
void veda_shared_unlock(const struct veda_shared *s);

/* As in futex.h, for words in such memory. */
void veda_shared_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns);
void veda_shared_wake(uint32_t *word);

/* The number of this process, and whether another one is there. A number that has been given anew is. */
int veda_process_id(void);
bool veda_process_is_there(int id);

#endif
