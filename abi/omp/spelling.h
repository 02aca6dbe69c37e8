/* The spellings of one routine: C, Fortran (a trailing underscore, arguments by reference) and
 * Fortran with 8-byte integers and logicals (`_8_`, gfortran's -fdefault-integer-8). flang calls
 * the C names for most. LOGICAL results are 0 or 1 in an int, whatever the kind: both compilers
 * read the low word. */
#ifndef VEDA_ABI_OMP_SPELLING_H
#define VEDA_ABI_OMP_SPELLING_H

#include <limits.h>
#include <stdint.h>

#include "abi/export.h"

/* An INTEGER(8) or LOGICAL(8) where the routine takes an int: out of range becomes the nearest
 * there is. */
static inline int narrow(int64_t n)
{
    return n > INT_MAX ? INT_MAX : n < INT_MIN ? INT_MIN : (int)n;
}

/* type name(void) and its Fortran twin. */
#define GETTER(type, name, value)                                                                  \
    VEDA_EXPORT(name)                                                                              \
    type name(void)                                                                                \
    {                                                                                              \
        return value;                                                                              \
    }                                                                                              \
    VEDA_EXPORT(name##_)                                                                           \
    type name##_(void)                                                                             \
    {                                                                                              \
        return value;                                                                              \
    }

/* void name(int) that hands its argument to work(int), in C and Fortran. */
#define SETTER_4(name, work)                                                                       \
    VEDA_EXPORT(name)                                                                              \
    void name(int n)                                                                               \
    {                                                                                              \
        work(n);                                                                                   \
    }                                                                                              \
    VEDA_EXPORT(name##_)                                                                           \
    void name##_(const int32_t *n)                                                                 \
    {                                                                                              \
        work(*n);                                                                                  \
    }

#define SETTER(name, work)                                                                         \
    SETTER_4(name, work)                                                                           \
    VEDA_EXPORT(name##_8_)                                                                         \
    void name##_8_(const int64_t *n)                                                               \
    {                                                                                              \
        work(narrow(*n));                                                                          \
    }

/* int name(int) that asks work(int). */
#define QUERY(name, work)                                                                          \
    VEDA_EXPORT(name)                                                                              \
    int name(int n)                                                                                \
    {                                                                                              \
        return work(n);                                                                            \
    }                                                                                              \
    VEDA_EXPORT(name##_)                                                                           \
    int name##_(const int32_t *n)                                                                  \
    {                                                                                              \
        return work(*n);                                                                           \
    }                                                                                              \
    VEDA_EXPORT(name##_8_)                                                                         \
    int name##_8_(const int64_t *n)                                                                \
    {                                                                                              \
        return work(narrow(*n));                                                                   \
    }

/* libomp's C-only twin: void ompc_x(int), kmpc_x(int). */
#define C_SETTER(name, work)                                                                       \
    VEDA_EXPORT(name)                                                                              \
    void name(int n)                                                                               \
    {                                                                                              \
        work(n);                                                                                   \
    }

#define C_QUERY(name, work)                                                                        \
    VEDA_EXPORT(name)                                                                              \
    int name(int n)                                                                                \
    {                                                                                              \
        return work(n);                                                                            \
    }

#endif
