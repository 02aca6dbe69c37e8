/* omp_*_lock: the lock routines (5.2, 18.9) in C and Fortran, in the versions of OMP_3.0 and
 * OMP_1.0.
 *
 * A Fortran lock variable is passed by reference and is the lock itself: 4 or 8 bytes for a lock, 8
 * for a nest lock, in gfortran as in flang. So both languages have the same functions. OMP_1.0 is
 * what programs of OpenMP 2.5 bind to (libgomp's config/linux/lock.c is the source): its plain
 * locks are those of OMP_3.0; its nest locks, two integers, belong to threads and not to tasks.
 *
 * Thread-safe, none fails. Hints are accepted and change nothing. */
#include "abi/export.h"
#include "runtime/veda.h"

/* One routine under its four names. since3 is what it does, since1 what it did in OMP_1.0. */
#define ROUTINE(give, name, lock, since3, since1)                                                  \
    VEDA_EXPORT(omp_##name)                                                                        \
    give omp_##name(struct veda_##lock *l)                                                         \
    {                                                                                              \
        since3;                                                                                    \
    }                                                                                              \
    VEDA_EXPORT(omp_##name##_)                                                                     \
    give omp_##name##_(struct veda_##lock *l)                                                      \
    {                                                                                              \
        since3;                                                                                    \
    }                                                                                              \
    VEDA_EXPORT_AS(omp_##name##_omp1, omp_##name, "OMP_1.0")                                       \
    give omp_##name##_omp1(struct veda_##lock *l)                                                  \
    {                                                                                              \
        since1;                                                                                    \
    }                                                                                              \
    VEDA_EXPORT_AS(omp_##name##_omp1_, omp_##name##_, "OMP_1.0")                                   \
    give omp_##name##_omp1_(struct veda_##lock *l)                                                 \
    {                                                                                              \
        since1;                                                                                    \
    }

#define SAME(give, name, lock, action) ROUTINE(give, name, lock, action, action)

#define TASK veda_lock_owner(veda_me())
#define THREAD veda_lock_owner_thread(veda_me())

SAME(void, init_lock, lock, veda_lock_init(l))
SAME(void, destroy_lock, lock, veda_lock_destroy(l))
SAME(void, set_lock, lock, veda_lock_set(l))
SAME(void, unset_lock, lock, veda_lock_unset(l))
SAME(int, test_lock, lock, return veda_lock_test(l))

SAME(void, init_nest_lock, nest_lock, veda_nest_lock_init(l))
SAME(void, destroy_nest_lock, nest_lock, veda_nest_lock_destroy(l))
ROUTINE(void, set_nest_lock, nest_lock, veda_nest_lock_set(l, TASK), veda_nest_lock_set(l, THREAD))
SAME(void, unset_nest_lock, nest_lock, veda_nest_lock_unset(l))
ROUTINE(int, test_nest_lock, nest_lock, return (int)veda_nest_lock_test(l, TASK),
        return (int)veda_nest_lock_test(l, THREAD))

VEDA_EXPORT(omp_init_lock_with_hint)
void omp_init_lock_with_hint(struct veda_lock *l, int hint)
{
    (void)hint;
    veda_lock_init(l);
}

VEDA_EXPORT(omp_init_lock_with_hint_)
void omp_init_lock_with_hint_(struct veda_lock *l, const int *hint)
{
    (void)hint;
    veda_lock_init(l);
}

VEDA_EXPORT(omp_init_nest_lock_with_hint)
void omp_init_nest_lock_with_hint(struct veda_nest_lock *l, int hint)
{
    (void)hint;
    veda_nest_lock_init(l);
}

VEDA_EXPORT(omp_init_nest_lock_with_hint_)
void omp_init_nest_lock_with_hint_(struct veda_nest_lock *l, const int *hint)
{
    (void)hint;
    veda_nest_lock_init(l);
}
