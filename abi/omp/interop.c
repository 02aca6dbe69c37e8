/* Interoperability objects (5.2, 14.1 and 18.12) on a system without foreign runtimes: the interop
 * construct gives omp_interop_none, which has no properties. LLVM's Fortran
 * spellings are the C functions; gfortran's give a string as pointer and length through hidden arguments. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "abi/export.h"
#include "offload/host/host.h"
#include "runtime/veda.h"

typedef void *interop;

/* omp_interop_rc_t */
enum {
    RC_NO_VALUE = 1,
    RC_SUCCESS = 0,
    RC_EMPTY = -1,
    RC_OUT_OF_RANGE = -2,
    RC_TYPE_INT = -3,
    RC_TYPE_PTR = -4,
    RC_TYPE_STR = -5,
};

/* omp_interop_property_t runs from -1 down to -9. */
enum { FIRST_PROPERTY = -9, LAST_PROPERTY = -1 };

static int answer(interop object, int property)
{
    if (property < FIRST_PROPERTY)
        return RC_OUT_OF_RANGE;
    return object ? RC_NO_VALUE : RC_EMPTY;
}

VEDA_EXPORT(omp_get_num_interop_properties)
int omp_get_num_interop_properties(const interop object)
{
    (void)object;
    return 0; /* implementation-defined ones */
}

VEDA_EXPORT(omp_get_interop_int)
intptr_t omp_get_interop_int(const interop object, int property, int *rc)
{
    if (rc)
        *rc = answer(object, property);
    return 0;
}

VEDA_EXPORT(omp_get_interop_ptr)
void *omp_get_interop_ptr(const interop object, int property, int *rc)
{
    if (rc)
        *rc = answer(object, property);
    return NULL;
}

VEDA_EXPORT(omp_get_interop_str)
const char *omp_get_interop_str(const interop object, int property, int *rc)
{
    if (rc)
        *rc = answer(object, property);
    return NULL;
}

static const char *const names[] = {"fr_id",      "fr_name", "vendor",         "vendor_name",
                                    "device_num", "platform", "device",         "device_context",
                                    "targetsync"};

/* The name of a standard property, whatever the object. */
VEDA_EXPORT(omp_get_interop_name)
const char *omp_get_interop_name(const interop object, int property)
{
    (void)object;
    if (property < FIRST_PROPERTY || property > LAST_PROPERTY)
        return NULL;
    return names[LAST_PROPERTY - property];
}

static const char *const types[] = {"omp_interop_t", "const char *", "int",    "const char *",
                                    "int",           "void *",       "void *", "void *",
                                    "void *"};

VEDA_EXPORT(omp_get_interop_type_desc)
const char *omp_get_interop_type_desc(const interop object, int property)
{
    if (!object || property < FIRST_PROPERTY || property > LAST_PROPERTY)
        return NULL;
    return types[LAST_PROPERTY - property];
}

VEDA_EXPORT(omp_get_interop_rc_desc)
const char *omp_get_interop_rc_desc(const interop object, int rc)
{
    (void)object;
    switch (rc) {
    case RC_NO_VALUE: return "no value";
    case RC_SUCCESS: return "success";
    case RC_EMPTY: return "the object is omp_interop_none";
    case RC_OUT_OF_RANGE: return "the property is out of range";
    case RC_TYPE_INT: return "the property is an integer";
    case RC_TYPE_PTR: return "the property is a pointer";
    case RC_TYPE_STR: return "the property is a string";
    default: return "unknown return code";
    }
}

/* --- Fortran ------------------------------------------------------------------------------------------ */

VEDA_EXPORT(omp_get_num_interop_properties_)
int omp_get_num_interop_properties_(const interop object)
{
    return omp_get_num_interop_properties(object);
}

VEDA_EXPORT(omp_get_interop_int_)
intptr_t omp_get_interop_int_(const interop object, int property, int *rc)
{
    return omp_get_interop_int(object, property, rc);
}

VEDA_EXPORT(omp_get_interop_ptr_)
void *omp_get_interop_ptr_(const interop object, int property, int *rc)
{
    return omp_get_interop_ptr(object, property, rc);
}

static void give_string(const char **string, size_t *length, const char *value)
{
    *string = value;
    *length = value ? strlen(value) : 0;
}

VEDA_EXPORT(omp_get_interop_str_)
void omp_get_interop_str_(const char **string, size_t *length, const interop object, int property,
                          int *rc)
{
    give_string(string, length, omp_get_interop_str(object, property, rc));
}

VEDA_EXPORT(omp_get_interop_name_)
void omp_get_interop_name_(const char **string, size_t *length, const interop object, int property)
{
    give_string(string, length, omp_get_interop_name(object, property));
}

VEDA_EXPORT(omp_get_interop_type_desc_)
void omp_get_interop_type_desc_(const char **string, size_t *length, const interop object, int property)
{
    give_string(string, length, omp_get_interop_type_desc(object, property));
}

VEDA_EXPORT(omp_get_interop_rc_desc_)
void omp_get_interop_rc_desc_(const char **string, size_t *length, const interop object, int rc)
{
    give_string(string, length, omp_get_interop_rc_desc(object, rc));
}

VEDA_EXPORT_AS(omp_get_interop_str_llvm, omp_get_interop_str_, "VERSION")
const char *omp_get_interop_str_llvm(const interop object, int property, int *rc)
{
    return omp_get_interop_str(object, property, rc);
}

VEDA_EXPORT_AS(omp_get_interop_name_llvm, omp_get_interop_name_, "VERSION")
const char *omp_get_interop_name_llvm(const interop object, int property)
{
    return omp_get_interop_name(object, property);
}

VEDA_EXPORT_AS(omp_get_interop_type_desc_llvm, omp_get_interop_type_desc_, "VERSION")
const char *omp_get_interop_type_desc_llvm(const interop object, int property)
{
    return omp_get_interop_type_desc(object, property);
}

VEDA_EXPORT_AS(omp_get_interop_rc_desc_llvm, omp_get_interop_rc_desc_, "VERSION")
const char *omp_get_interop_rc_desc_llvm(const interop object, int rc)
{
    return omp_get_interop_rc_desc(object, rc);
}

/* What gcc makes of the interop construct: init, use and destroy lists of objects. With no runtime to
 * talk to, an init gives omp_interop_none, and so does a destroy. */
VEDA_EXPORT(GOMP_interop)
void GOMP_interop(int device, int ninit, interop **init, const void *target_targetsync,
                  const void *prefer_type, int nuse, interop **use, int ndestroy, interop **destroy,
                  unsigned flags, void **depend)
{
    (void)target_targetsync;
    (void)prefer_type;
    (void)nuse;
    (void)use;
    (void)flags;
    veda_offload_host_fallback(device, "interop");
    if (depend)
        veda_task_wait(veda_me());
    for (int i = 0; i < ninit; i++)
        *init[i] = NULL;
    for (int i = 0; i < ndestroy; i++)
        *destroy[i] = NULL;
}
