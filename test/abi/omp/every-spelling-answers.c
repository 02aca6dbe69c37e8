// Every omp_* and ompc_* routine about threads, ICVs, devices, affinity and time, under each spelling that
// a compiler uses: C by value, Fortran by reference, Fortran with 8-byte arguments. What a setter of one
// spelling sets, the getters of all see.
// RUN: %veda-abi
#include <limits.h>
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

/* name(void) and name_(void), both giving want. */
#define GETTER(type, name, want)                                                                   \
    do {                                                                                           \
        extern type name(void);                                                                    \
        extern type name##_(void);                                                                 \
        EXPECT(name() == (want));                                                                  \
        EXPECT(name##_() == (want));                                                               \
    } while (0)

/* name(int), name_(int32 *), name_8_(int64 *): each setting its own value, which getter() then gives. */
#define SETTER(name, getter, a, b, c)                                                              \
    do {                                                                                           \
        extern void name(int);                                                                     \
        extern void name##_(const int32_t *);                                                      \
        extern void name##_8_(const int64_t *);                                                    \
        extern int getter(void);                                                                   \
        name(a);                                                                                   \
        EXPECT_EQ(getter(), a);                                                                    \
        name##_(&(int32_t){b});                                                                    \
        EXPECT_EQ(getter(), b);                                                                    \
        name##_8_(&(int64_t){c});                                                                  \
        EXPECT_EQ(getter(), c);                                                                    \
    } while (0)

/* int name(int) in three spellings. */
#define QUERY(name, argument, want)                                                                \
    do {                                                                                           \
        extern int name(int);                                                                      \
        extern int name##_(const int32_t *);                                                       \
        extern int name##_8_(const int64_t *);                                                     \
        EXPECT_EQ(name(argument), want);                                                           \
        EXPECT_EQ(name##_(&(int32_t){argument}), want);                                            \
        EXPECT_EQ(name##_8_(&(int64_t){argument}), want);                                          \
    } while (0)

#define C_SETTER(name, getter, value)                                                              \
    do {                                                                                           \
        extern void name(int);                                                                     \
        extern int getter(void);                                                                   \
        name(value);                                                                               \
        EXPECT_EQ(getter(), value);                                                                \
    } while (0)

extern int ompc_get_ancestor_thread_num(int);
extern int ompc_get_team_size(int);

static void threads_and_levels(void)
{
    GETTER(int, omp_get_thread_num, 0);
    GETTER(int, omp_get_num_threads, 1);
    GETTER(int, omp_in_parallel, 0);
    GETTER(int, omp_get_level, 0);
    GETTER(int, omp_get_active_level, 0);
    GETTER(int, omp_get_team_num, 0);
    GETTER(int, omp_get_num_teams, 1);
    GETTER(int, omp_in_final, 0);
    GETTER(int, omp_in_explicit_task, 0);
    GETTER(int, omp_is_free_agent, 0);
    QUERY(omp_ancestor_is_free_agent, 0, 0);
    QUERY(omp_ancestor_is_free_agent, -1, 0);
    QUERY(omp_get_ancestor_thread_num, 0, 0);
    QUERY(omp_get_ancestor_thread_num, 1, -1);
    QUERY(omp_get_ancestor_thread_num, -1, -1);
    QUERY(omp_get_team_size, 0, 1);
    QUERY(omp_get_team_size, 1, -1);
    QUERY(omp_get_team_size, -1, -1);
    EXPECT_EQ(ompc_get_ancestor_thread_num(0), 0);
    EXPECT_EQ(ompc_get_team_size(0), 1);
}

static void icvs(void)
{
    SETTER(omp_set_num_threads, omp_get_max_threads, 3, 4, 5);
    C_SETTER(ompc_set_num_threads, omp_get_max_threads, 6);
    GETTER(int, omp_get_max_threads, 6);
    GETTER(int, omp_get_thread_limit, INT_MAX);
    SETTER(omp_set_dynamic, omp_get_dynamic, 1, 0, 1);
    C_SETTER(ompc_set_dynamic, omp_get_dynamic, 0);
    GETTER(int, omp_get_dynamic, 0);
    SETTER(omp_set_max_active_levels, omp_get_max_active_levels, 3, 4, 5);
    C_SETTER(ompc_set_max_active_levels, omp_get_max_active_levels, 6);
    GETTER(int, omp_get_max_active_levels, 6);
    GETTER(int, omp_get_supported_active_levels, INT_MAX);
    SETTER(omp_set_nested, omp_get_nested, 0, 1, 0);
    C_SETTER(ompc_set_nested, omp_get_nested, 1);
    GETTER(int, omp_get_nested, 1);
    GETTER(int, omp_get_cancellation, 0);
    GETTER(int, omp_get_max_task_priority, 0);
    SETTER(omp_set_num_teams, omp_get_max_teams, 3, 4, 5);
    GETTER(int, omp_get_max_teams, 5);
    SETTER(omp_set_teams_thread_limit, omp_get_teams_thread_limit, 3, 4, 5);
    GETTER(int, omp_get_teams_thread_limit, 5);
    SETTER(omp_set_default_device, omp_get_default_device, 1, -1, 0);
    GETTER(int, omp_get_default_device, 0);
}

extern void omp_set_schedule(unsigned, int), ompc_set_schedule(unsigned, int);
extern void omp_set_schedule_(const uint32_t *, const int32_t *);
extern void omp_set_schedule_8_(const uint32_t *, const int64_t *);
extern void omp_get_schedule(unsigned *, int *);
extern void omp_get_schedule_(uint32_t *, int32_t *);
extern void omp_get_schedule_8_(uint32_t *, int64_t *);

static void schedule_is(unsigned kind, int chunk)
{
    unsigned k;
    int c;
    int64_t c8;
    omp_get_schedule(&k, &c);
    EXPECT(k == kind && c == chunk);
    omp_get_schedule_(&k, &c);
    EXPECT(k == kind && c == chunk);
    omp_get_schedule_8_(&k, &c8);
    EXPECT(k == kind && c8 == chunk);
}

static void schedules(void)
{
    omp_set_schedule(1, 32);
    schedule_is(1, 32);
    ompc_set_schedule(3, 4);
    schedule_is(3, 4);
    omp_set_schedule_(&(uint32_t){0x80000002u}, &(int32_t){7}); // monotonic dynamic
    schedule_is(0x80000002u, 7);
    omp_set_schedule_8_(&(uint32_t){2}, &(int64_t){0});
    schedule_is(2, 1);
    omp_set_schedule(1, -5);
    schedule_is(1, 0);
    omp_set_schedule(101, 13); // trapezoidal, libomp's
    schedule_is(101, 13);
}

extern int omp_get_device_from_uid(const char *);
extern int omp_get_device_from_uid_(const char *, size_t);
extern const char *omp_get_uid_from_device(int);
extern void omp_get_uid_from_device_(const char **, size_t *, int32_t);
extern void omp_get_uid_from_device_8_(const char **, size_t *, int64_t);
extern int omp_control_tool(int, int, void *), omp_control_tool_(const int32_t *, const int32_t *);
extern void *omp_get_dyn_gprivate_ptr(size_t, int), *omp_get_dyn_gprivate_nofb_ptr(size_t, int);
extern size_t omp_get_dyn_gprivate_size(int), omp_get_gprivate_limit(int, int);

static void devices(void)
{
    GETTER(int, omp_get_num_devices, 0);
    GETTER(int, omp_get_initial_device, 0);
    GETTER(int, omp_get_device_num, 0);
    GETTER(int, omp_is_initial_device, 1);
    const char *uid = omp_get_uid_from_device(-1), *same;
    size_t len;
    EXPECT(uid && uid == omp_get_uid_from_device(0));
    EXPECT(!omp_get_uid_from_device(1));
    omp_get_uid_from_device_(&same, &len, -1);
    EXPECT(same == uid && len == strlen(uid));
    omp_get_uid_from_device_8_(&same, &len, 5);
    EXPECT(!same && len == 0);
    EXPECT_EQ(omp_get_device_from_uid(uid), -1);
    EXPECT(omp_get_device_from_uid("nobody") < -1);
    EXPECT_EQ(omp_get_device_from_uid_(uid, strlen(uid)), -1);
    EXPECT(omp_get_device_from_uid_(uid, strlen(uid) - 1) < -1);
    EXPECT_EQ(omp_control_tool(1, 0, NULL), -2);
    EXPECT_EQ(omp_control_tool_(&(int32_t){1}, &(int32_t){0}), -2);
    EXPECT(!omp_get_dyn_gprivate_ptr(0, 0) && !omp_get_dyn_gprivate_nofb_ptr(0, 0));
    EXPECT(omp_get_dyn_gprivate_size(0) == 0 && omp_get_gprivate_limit(0, 0) == 0);
}

extern void omp_get_place_proc_ids(int, int *), omp_get_place_proc_ids_(const int32_t *, int32_t *);
extern void omp_get_place_proc_ids_8_(const int64_t *, int64_t *);
extern void omp_get_partition_place_nums(int *), omp_get_partition_place_nums_(int32_t *);
extern void omp_get_partition_place_nums_8_(int64_t *);

static void places(void)
{
    int ids[1] = {-7};
    int64_t ids8[1] = {-7};
    GETTER(int, omp_get_proc_bind, 0);
    GETTER(int, omp_get_num_places, 0);
    GETTER(int, omp_get_place_num, -1);
    GETTER(int, omp_get_partition_num_places, 0);
    QUERY(omp_get_place_num_procs, 0, 0);
    omp_get_place_proc_ids(0, ids);
    omp_get_place_proc_ids_(&(int32_t){0}, ids);
    omp_get_place_proc_ids_8_(&(int64_t){0}, ids8);
    omp_get_partition_place_nums(ids);
    omp_get_partition_place_nums_(ids);
    omp_get_partition_place_nums_8_(ids8);
    EXPECT(ids[0] == -7 && ids8[0] == -7);
}

extern void omp_set_affinity_format(const char *), ompc_set_affinity_format(const char *);
extern void omp_set_affinity_format_(const char *, size_t);
extern size_t omp_get_affinity_format(char *, size_t), ompc_get_affinity_format(char *, size_t);
extern size_t omp_get_affinity_format_(char *, size_t);
extern void omp_display_affinity(const char *), ompc_display_affinity(const char *);
extern void omp_display_affinity_(const char *, size_t);
extern size_t omp_capture_affinity(char *, size_t, const char *);
extern size_t ompc_capture_affinity(char *, size_t, const char *);
extern size_t omp_capture_affinity_(char *, const char *, size_t, size_t);

static void affinity_text(void)
{
    char text[16];
    omp_set_affinity_format("hello %n");
    EXPECT(omp_get_affinity_format(text, sizeof text) == 8 && !strcmp(text, "hello %n"));
    EXPECT(omp_get_affinity_format(text, 3) == 8 && !strcmp(text, "he"));
    EXPECT_EQ(omp_get_affinity_format(NULL, 0), 8);
    ompc_set_affinity_format("bye %N");
    EXPECT(ompc_get_affinity_format(text, sizeof text) == 6 && !strcmp(text, "bye %N"));
    omp_set_affinity_format_("t%nXX", 3);
    EXPECT(omp_get_affinity_format_(text, 6) == 3 && !memcmp(text, "t%n   ", 6));
    EXPECT(omp_get_affinity_format_(text, 2) == 3 && !memcmp(text, "t%", 2));
    EXPECT(omp_capture_affinity(text, sizeof text, NULL) == 2 && !strcmp(text, "t0"));
    EXPECT(ompc_capture_affinity(text, sizeof text, "%N%N") == 2 && !strcmp(text, "11"));
    EXPECT(omp_capture_affinity_(text, "<%n>", 6, 4) == 3 && !memcmp(text, "<0>   ", 6));
    EXPECT(omp_capture_affinity_(text, "", 2, 0) == 2 && !memcmp(text, "t0", 2));
    omp_display_affinity("in C");
    ompc_display_affinity(NULL);
    omp_display_affinity_("in FortranXX", 10);
}

extern void omp_display_env(int), omp_display_env_(const int32_t *), omp_display_env_8_(const int64_t *);
extern int omp_pause_resource(int, int), omp_pause_resource_(const int32_t *, const int32_t *);
extern int omp_pause_resource_all(int), omp_pause_resource_all_(const int32_t *);

static void the_rest(void)
{
    extern int omp_get_num_procs(void), omp_get_num_procs_(void);
    extern double omp_get_wtime(void), omp_get_wtime_(void), omp_get_wtick(void), omp_get_wtick_(void);
    EXPECT(omp_get_num_procs() >= 1 && omp_get_num_procs_() == omp_get_num_procs());
    double then = omp_get_wtime();
    EXPECT(omp_get_wtime_() >= then);
    EXPECT(omp_get_wtick() > 0 && omp_get_wtick() < 1e-3 && omp_get_wtick_() == omp_get_wtick());
    omp_display_env(0);
    omp_display_env_(&(int32_t){0});
    omp_display_env_8_(&(int64_t){1});
    EXPECT_EQ(omp_pause_resource(1, 0), 0);
    EXPECT_EQ(omp_pause_resource_(&(int32_t){2}, &(int32_t){-1}), 0);
    EXPECT(omp_pause_resource(1, 3) != 0);
    EXPECT(omp_pause_resource(9, 0) != 0);
    EXPECT_EQ(omp_pause_resource_all(1), 0);
    EXPECT_EQ(omp_pause_resource_all_(&(int32_t){2}), 0);
}

int main(void)
{
    threads_and_levels();
    places();
    icvs();
    schedules();
    devices();
    affinity_text();
    the_rest();
    return expect_result();
}
