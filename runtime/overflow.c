/* See overflow.h. The handler touches the thread's own record and writes one line: what a signal handler may do.
 * Any thread may come to it, also with a fault that is none of ours, or with a signal that somebody sent. */
#include "runtime/overflow.h"

#include <poll.h>
#include <signal.h>
#include <ucontext.h>

#include "runtime/base/atomics.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/sys/arch.h"
#include "runtime/sys/thread.h"

static bool asked, watching; /* under the pool's lock; watching is read by the workers that start later */

/* How far below a stack an access can be that was meant for it: large local arrays step over the guard page. */
#define REACH ((uintptr_t)1 << 32)
#define PAGE ((uintptr_t)4096)

/* The address lies below t's stack, and the stack pointer has been moved there or is about to. */
static bool overflowed(const struct veda_thread *t, uintptr_t address, uintptr_t sp)
{
    return address < t->stack_low && t->stack_low - address < REACH && sp < t->stack_low + PAGE &&
           address + PAGE > sp;
}

/* Several workers tend to overflow at once: one speaks, and the others give it the time. */
static void on_fault(int sig, siginfo_t *info, void *context)
{
    static int said;
    const struct veda_member *me = veda_self;
    if (me && me->thread->stack_low && info->si_code > 0 &&
        overflowed(me->thread, (uintptr_t)info->si_addr, VEDA_CONTEXT_SP((ucontext_t *)context))) {
        if (xchg_rlx(&said, 1)) /* counter */
            poll(NULL, 0, 100);
        else
            veda_print("veda: worker veda-%d has overflowed its stack of %zuK; OMP_STACKSIZE sets the size",
                       me->thread->gtid, me->thread->stack_bytes / 1024);
    }
    sigaction(sig, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    if (info->si_code <= 0) /* sent by somebody: it does not come again by itself */
        raise(sig);
}

void veda_overflow_watch(void)
{
    struct sigaction ours = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK}, was;
    if (asked)
        return;
    asked = true;
    if (!veda_config.stack_report || sigaction(SIGSEGV, NULL, &was) || was.sa_handler != SIG_DFL)
        return;
    sigaction(SIGSEGV, &ours, &was);
    watching = was.sa_handler == SIG_DFL;
    if (!watching) /* the program has been quicker */
        sigaction(SIGSEGV, &was, NULL);
}

void veda_overflow_guard(struct veda_thread *t, void *room)
{
    if (!watching)
        return;
    veda_thread_alternate_stack(room);
    t->stack_low = veda_thread_stack_low(t->stack_bytes);
}

void veda_overflow_unguard(const struct veda_thread *t, const void *room)
{
    if (t->stack_low)
        veda_thread_alternate_stack_end(room);
}
