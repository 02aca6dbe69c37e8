/* Device routines on a system without devices (5.2, 18.7; 6.0, 24): the host is the initial device,
 * its number is omp_get_num_devices(), that is 0, or omp_initial_device, that is -1. Also what
 * releases the host's resources and talks to a tool. Memory on devices and target regions live
 * elsewhere. */
#include <stddef.h>
#include <string.h>

#include "abi/omp/spelling.h"
#include "offload/host/host.h"
#include "runtime/veda.h"

enum {
    INVALID_DEVICE_GNU = -4,  /* omp_invalid_device in libgomp's omp.h */
    INVALID_DEVICE_LLVM = -2, /* and in libomp's */
};

/* What libgomp calls the host; a program may compare or store it. */
static const char host_uid[] = "OMP_INITIAL_DEVICE";

GETTER(int, omp_get_num_devices, veda_offload_devices())
GETTER(int, omp_get_initial_device, veda_offload_devices())
GETTER(int, omp_get_device_num, veda_offload_devices())
GETTER(int, omp_is_initial_device, 1)

static void set_default_device(int device)
{
    veda_icvs_own(veda_me())->default_device = device;
}

SETTER(omp_set_default_device, set_default_device)
GETTER(int, omp_get_default_device, veda_icvs(veda_me())->default_device)

/* --- unique names of devices (6.0, 24.7 and 24.8) --------------------------------------------- */

static const char *uid_of(int device)
{
    return veda_offload_is_host(device) ? host_uid : NULL;
}

static int device_of(const char *uid, size_t len, int none)
{
    return len == sizeof host_uid - 1 && !memcmp(uid, host_uid, len) ? VEDA_DEVICE_INITIAL : none;
}

VEDA_EXPORT(omp_get_uid_from_device)
const char *omp_get_uid_from_device(int device)
{
    return uid_of(device);
}

/* gfortran returns character(:), pointer through two hidden arguments and passes the number by
 * value. */
VEDA_EXPORT(omp_get_uid_from_device_)
void omp_get_uid_from_device_(const char **uid, size_t *len, int32_t device)
{
    *uid = uid_of(device);
    *len = *uid ? strlen(*uid) : 0;
}

VEDA_EXPORT(omp_get_uid_from_device_8_)
void omp_get_uid_from_device_8_(const char **uid, size_t *len, int64_t device)
{
    omp_get_uid_from_device_(uid, len, narrow(device));
}

VEDA_EXPORT(omp_get_device_from_uid)
int omp_get_device_from_uid(const char *uid)
{
    return uid ? device_of(uid, strlen(uid), INVALID_DEVICE_GNU) : INVALID_DEVICE_GNU;
}

VEDA_EXPORT_AS(omp_get_device_from_uid_llvm, omp_get_device_from_uid, "OMP_6.0")
int omp_get_device_from_uid_llvm(const char *uid)
{
    return uid ? device_of(uid, strlen(uid), INVALID_DEVICE_LLVM) : INVALID_DEVICE_LLVM;
}

VEDA_EXPORT(omp_get_device_from_uid_)
int omp_get_device_from_uid_(const char *uid, size_t len)
{
    return device_of(uid, len, INVALID_DEVICE_GNU);
}

/* --- resources (5.2, 18.6) -------------------------------------------------------------------- */

enum { PAUSE_SOFT = 1, PAUSE_HARD = 2, PAUSE_STOP_TOOL = 3 };

/* 0: done. Anything else: not done, which is so inside a parallel region. */
static int pause(int kind)
{
    if (kind < PAUSE_SOFT || kind > PAUSE_STOP_TOOL)
        return -1;
    return veda_pool_release(kind != PAUSE_SOFT) ? 0 : -1;
}

VEDA_EXPORT(omp_pause_resource)
int omp_pause_resource(int kind, int device)
{
    return veda_offload_is_host(device) ? pause(kind) : -1;
}

VEDA_EXPORT(omp_pause_resource_)
int omp_pause_resource_(const int32_t *kind, const int32_t *device)
{
    return omp_pause_resource(*kind, *device);
}

VEDA_EXPORT(omp_pause_resource_all)
int omp_pause_resource_all(int kind)
{
    return pause(kind);
}

VEDA_EXPORT(omp_pause_resource_all_)
int omp_pause_resource_all_(const int32_t *kind)
{
    return pause(*kind);
}

/* --- tools (5.2, 18.14) and dynamic groupprivate memory (6.1): there is none of either -------- */

enum { NO_TOOL = -2 }; /* omp_control_tool_notool */

VEDA_EXPORT(omp_control_tool)
int omp_control_tool(int command, int modifier, void *arg)
{
    (void)command, (void)modifier, (void)arg;
    return NO_TOOL;
}

VEDA_EXPORT(omp_control_tool_)
int omp_control_tool_(const int32_t *command, const int32_t *modifier)
{
    (void)command, (void)modifier;
    return NO_TOOL;
}

VEDA_EXPORT(omp_get_gprivate_limit)
size_t omp_get_gprivate_limit(int device, int access_group)
{
    (void)device, (void)access_group;
    return 0;
}
