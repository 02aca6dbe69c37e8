/* __kmpc_critical, __kmpc_*_lock, __kmpc_ordered, __kmpc_flush: mutual exclusion and order as
 * LLVM's compilers ask for it (kmp_csupport.cpp is the ABI's source). Thread-safe, none fails; loc
 * and gtid are ignored: who calls is known. Barriers and the other team constructs are in
 * constructs.c. */
#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

#define CALLER VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid

/* --- critical: 5.2, 15.2 ---------------------------------------------------------------------- */

/* ABI: the name's symbol, 32 bytes of zeroes at the start. */
typedef int32_t kmpc_critical_name[8];

VEDA_EXPORT(__kmpc_critical)
void __kmpc_critical(CALLER, kmpc_critical_name *name)
{
    veda_critical_enter(name);
}

VEDA_EXPORT(__kmpc_critical_with_hint)
void __kmpc_critical_with_hint(CALLER, kmpc_critical_name *name, VEDA_UNUSED uint32_t hint)
{
    veda_critical_enter(name);
}

VEDA_EXPORT(__kmpc_end_critical)
void __kmpc_end_critical(CALLER, kmpc_critical_name *name)
{
    veda_critical_exit(name);
}

/* --- locks: 5.2, 18.9 ------------------------------------------------------------------------- */

VEDA_EXPORT(__kmpc_init_lock)
void __kmpc_init_lock(CALLER, struct veda_lock *l)
{
    veda_lock_init(l);
}

VEDA_EXPORT(__kmpc_init_lock_with_hint)
void __kmpc_init_lock_with_hint(CALLER, struct veda_lock *l, VEDA_UNUSED uintptr_t hint)
{
    veda_lock_init(l);
}

VEDA_EXPORT(__kmpc_destroy_lock)
void __kmpc_destroy_lock(CALLER, struct veda_lock *l)
{
    veda_lock_destroy(l);
}

VEDA_EXPORT(__kmpc_set_lock)
void __kmpc_set_lock(CALLER, struct veda_lock *l)
{
    veda_lock_set(l);
}

VEDA_EXPORT(__kmpc_unset_lock)
void __kmpc_unset_lock(CALLER, struct veda_lock *l)
{
    veda_lock_unset(l);
}

VEDA_EXPORT(__kmpc_test_lock)
int __kmpc_test_lock(CALLER, struct veda_lock *l)
{
    return veda_lock_test(l);
}

VEDA_EXPORT(__kmpc_init_nest_lock)
void __kmpc_init_nest_lock(CALLER, struct veda_nest_lock *l)
{
    veda_nest_lock_init(l);
}

VEDA_EXPORT(__kmpc_init_nest_lock_with_hint)
void __kmpc_init_nest_lock_with_hint(CALLER, struct veda_nest_lock *l, VEDA_UNUSED uintptr_t hint)
{
    veda_nest_lock_init(l);
}

VEDA_EXPORT(__kmpc_destroy_nest_lock)
void __kmpc_destroy_nest_lock(CALLER, struct veda_nest_lock *l)
{
    veda_nest_lock_destroy(l);
}

VEDA_EXPORT(__kmpc_set_nest_lock)
void __kmpc_set_nest_lock(CALLER, struct veda_nest_lock *l)
{
    veda_nest_lock_set(l, veda_lock_owner(veda_me()));
}

VEDA_EXPORT(__kmpc_unset_nest_lock)
void __kmpc_unset_nest_lock(CALLER, struct veda_nest_lock *l)
{
    veda_nest_lock_unset(l);
}

VEDA_EXPORT(__kmpc_test_nest_lock)
int __kmpc_test_nest_lock(CALLER, struct veda_nest_lock *l)
{
    return (int)veda_nest_lock_test(l, veda_lock_owner(veda_me()));
}

/* --- ordered: 5.2, 15.10.2; flush: 5.2, 15.8.5 ------------------------------------------------ */

VEDA_EXPORT(__kmpc_ordered)
void __kmpc_ordered(CALLER)
{
    veda_ordered_enter(veda_me());
}

VEDA_EXPORT(__kmpc_end_ordered)
void __kmpc_end_ordered(CALLER)
{
    veda_ordered_exit(veda_me());
}

VEDA_EXPORT(__kmpc_flush)
void __kmpc_flush(VEDA_UNUSED struct ident *loc)
{
    fence_sc(); /* the program's own: its partner is another thread's flush */
}
