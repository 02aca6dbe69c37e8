/* What depends on the processor: one file an architecture under arch/, all with these names.
 *   veda_cpu_relax()        a hint in a spin loop
 *   veda_cycles()           a monotonic counter, unit unknown, cheap (see clock.h for the unit)
 *   struct veda_fpenv       the control part of the floating-point environment: rounding, masks, FTZ/DAZ
 *   veda_fpenv_get/set      read it, load it (control bits only: sticky exception flags stay)
 *   veda_fpenv_same         whether two are equal
 *   VEDA_CONTEXT_SP(c)      the stack pointer in a ucontext_t, for who includes its header
 * All thread-local in effect, none fails. VEDA_ARCH: a header that stands in for them (test/explore). */
#ifndef VEDA_SYS_ARCH_H
#define VEDA_SYS_ARCH_H

#if defined(VEDA_ARCH)
#include VEDA_ARCH
#elif defined(__x86_64__)
#include "runtime/sys/arch/x86_64.h"
#elif defined(__aarch64__)
#include "runtime/sys/arch/aarch64.h"
#else
#error "no runtime/sys/arch file for this processor"
#endif

#endif
