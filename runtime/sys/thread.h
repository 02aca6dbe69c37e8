/* Native threads and what the operating system tells about processors. Linux today: linux/thread.c. */
#ifndef VEDA_SYS_THREAD_H
#define VEDA_SYS_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts a detached native thread that runs entry(arg) with the caller's signal mask, as a program's own
 * pthread_create would. stack_bytes: 0 for the system's default; rounded up to what the system accepts, and then
 * as much more as an alternate stack takes.
 * Gives 0, or the errno of what failed. Allocates nothing: a thread that called malloc or free would get a
 * heap arena of its own, which costs more than the thread. Thread-safe. */
int veda_thread_start(void *(*entry)(void *), void *arg, size_t stack_bytes);

/* The signals that the calling thread blocks, signal n as bit n - 1, and the same set anew. */
uint64_t veda_thread_blocked(void);
void veda_thread_block(uint64_t signals);

/* Names the calling thread, as debuggers and ps show it; at most 15 characters. */
void veda_thread_name(const char *name);

/* How many processors there are for the process: those of the initial thread's affinity mask, as it was when the
 * library was loaded or as it is now, or as it was before threads were bound (affinity.h), or fewer where a quota
 * (quota.h) gives the process less time than that. At least 1. The first call reads a few files, later ones none.
 * Thread-safe. */
int veda_cpus_available(void);

/* Gives the initial thread back the affinity mask that the process was started with, where another
 * runtime's constructor has narrowed it since (see linux/initial_mask.c), and the calling thread too, if it has
 * inherited that. For the first OpenMP call of the process; called again it does nothing. Thread-safe. */
void veda_initial_mask_restore(void);

/* Whether that has happened: then the process's mask is the one it was started with, whatever that of a thread
 * which was created in between. And whether a processor, 0 or more, is in it; those beyond cpu_set_t never are.
 * Thread-safe. */
bool veda_initial_mask_counts(void);
bool veda_initial_mask_has(int cpu);

/* How many processors the machine has online. At least 1. */
int veda_cpus_online(void);

/* Whether the process has threads alive besides `ours` of them, the caller among these; an initial thread
 * that has left by pthread_exit() is not alive. False where that cannot be told. */
bool veda_process_has_others(int ours);

/* The kernel's id of the calling thread. */
int veda_thread_kernel_id(void);

/* Whether the process has a thread of that id: until the kernel counts it no more, which is after pthread_join() could
 * have returned. */
bool veda_thread_is_there(int kernel_id);

/* The address in the middle of the calling thread's stack: below it, half of the stack is used. Takes some
 * microseconds and reads no file. */
uintptr_t veda_thread_stack_middle(void);

/* The lowest address of the calling thread's stack, which veda_thread_start(..., stack_bytes) made. The system may
 * have given it more room than asked for; never less. Allocates nothing. */
uintptr_t veda_thread_stack_low(size_t stack_bytes);

/* What a program's signal handlers may want as well, which would have had the thread's whole stack: several times
 * what SIGSTKSZ says. */
enum { VEDA_ALTERNATE_BYTES = 64 << 10 };

/* From now on the calling thread's signal handlers that ask for a stack of their own (SA_ONSTACK) run in `room`,
 * VEDA_ALTERNATE_BYTES of the thread's stack, which stay until the same thread says that this is over. Where it has
 * set another one meanwhile, that stays. To map pages for it would cost more than the thread: maps and unmaps of
 * threads that start together wait for each other in the kernel. */
void veda_thread_alternate_stack(void *room);
void veda_thread_alternate_stack_end(const void *room);

/* Lets another thread run. */
void veda_thread_yield(void);

#endif
