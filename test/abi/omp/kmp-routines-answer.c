// libomp's own routines, kmp_* in C and Fortran and kmpc_* in C: what a setter of one spelling sets, the
// getters of both see; affinity masks are sets of real processors.
// RUN: %veda-abi
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "expect.h"

extern void kmp_set_stacksize(int), kmp_set_stacksize_(const int *), kmpc_set_stacksize(int);
extern void kmp_set_stacksize_s(size_t), kmp_set_stacksize_s_(const size_t *), kmpc_set_stacksize_s(size_t);
extern int kmp_get_stacksize(void), kmp_get_stacksize_(void);
extern size_t kmp_get_stacksize_s(void), kmp_get_stacksize_s_(void);

static void stacksize_is(size_t bytes)
{
    EXPECT_EQ(kmp_get_stacksize(), bytes);
    EXPECT_EQ(kmp_get_stacksize_(), bytes);
    EXPECT_EQ(kmp_get_stacksize_s(), bytes);
    EXPECT_EQ(kmp_get_stacksize_s_(), bytes);
}

static void stacksizes(void)
{
    EXPECT(kmp_get_stacksize_s() > 0);
    kmp_set_stacksize(1 << 20);
    stacksize_is(1 << 20);
    kmp_set_stacksize_(&(int){2 << 20});
    stacksize_is(2 << 20);
    kmpc_set_stacksize(3 << 20);
    stacksize_is(3 << 20);
    kmp_set_stacksize_s(4 << 20);
    stacksize_is(4 << 20);
    kmp_set_stacksize_s_(&(size_t){5 << 20});
    stacksize_is(5 << 20);
    kmpc_set_stacksize_s(6 << 20);
    stacksize_is(6 << 20);
}

extern void kmp_set_blocktime(int), kmp_set_blocktime_(const int *), kmpc_set_blocktime(int);
extern int kmp_get_blocktime(void), kmp_get_blocktime_(void);
extern void kmp_set_library(int), kmp_set_library_(const int *), kmpc_set_library(int);
extern void kmp_set_library_serial(void), kmp_set_library_serial_(void);
extern void kmp_set_library_turnaround(void), kmp_set_library_turnaround_(void);
extern void kmp_set_library_throughput(void), kmp_set_library_throughput_(void);
extern int kmp_get_library(void), kmp_get_library_(void);
extern int omp_get_max_threads(void);

static void waiting(void)
{
    kmp_set_library_turnaround();
    EXPECT_EQ(kmp_get_library(), 2);
    EXPECT_EQ(kmp_get_blocktime(), INT_MAX);
    kmp_set_library_throughput();
    EXPECT_EQ(kmp_get_library_(), 3);
    kmp_set_library_turnaround_();
    kmp_set_library_throughput_();
    EXPECT(kmp_get_blocktime() < INT_MAX);
    kmp_set_blocktime(7);
    EXPECT_EQ(kmp_get_blocktime(), 7);
    kmp_set_blocktime_(&(int){8});
    EXPECT_EQ(kmp_get_blocktime_(), 8);
    kmpc_set_blocktime(0);
    EXPECT_EQ(kmp_get_blocktime(), 0);
    kmp_set_blocktime(INT_MAX);
    EXPECT_EQ(kmp_get_blocktime(), INT_MAX);
    kmp_set_blocktime(1);

    int threads = omp_get_max_threads();
    kmp_set_library_serial();
    EXPECT(kmp_get_library() == 1 && omp_get_max_threads() == 1);
    kmp_set_library_(&(int){3});
    kmp_set_library_serial_();
    EXPECT_EQ(kmp_get_library(), 1);
    kmp_set_library(3);
    EXPECT(kmp_get_library() == 3 && omp_get_max_threads() >= 1 && threads >= 1);
    kmpc_set_library(9); // there is no such mode
    EXPECT_EQ(kmp_get_library(), 3);
}

extern void kmp_set_defaults(const char *), kmpc_set_defaults(const char *);
extern void kmp_set_defaults_(const char *, int);
extern int omp_get_dynamic(void), omp_get_max_teams(void);
extern void kmp_set_warnings_on(void), kmp_set_warnings_on_(void);
extern void kmp_set_warnings_off(void), kmp_set_warnings_off_(void);
extern void kmp_set_disp_num_buffers(int), kmp_set_disp_num_buffers_(const int *);
extern void kmpc_set_disp_num_buffers(int);
extern int kmp_get_num_known_threads(void), kmp_get_num_known_threads_(void);
extern int kmp_get_cancellation_status(int), kmp_get_cancellation_status_(const int *);

/* Before any ICV has been set: the calling task sees what the defaults say. */
static void defaults(void)
{
    kmp_set_defaults("OMP_NUM_THREADS=9|OMP_DYNAMIC=true|NO_SUCH_THING=1|OMP_NUM_TEAMS");
    EXPECT_EQ(omp_get_max_threads(), 9);
    EXPECT_EQ(omp_get_dynamic(), 1);
    kmpc_set_defaults("OMP_NUM_TEAMS=6");
    EXPECT_EQ(omp_get_max_teams(), 6);
    kmp_set_defaults_("OMP_NUM_TEAMS=7XX", 15);
    EXPECT_EQ(omp_get_max_teams(), 7);
    kmp_set_warnings_off();
    kmp_set_defaults("OMP_NUM_TEAMS=none"); // says nothing now, and changes nothing
    EXPECT_EQ(omp_get_max_teams(), 7);
    kmp_set_warnings_on();
    kmp_set_warnings_off_();
    kmp_set_warnings_on_();
    kmp_set_disp_num_buffers(3);
    kmp_set_disp_num_buffers_(&(int){3});
    kmpc_set_disp_num_buffers(3);
    EXPECT(kmp_get_num_known_threads() >= 1 && kmp_get_num_known_threads_() >= 1);
    EXPECT(!kmp_get_cancellation_status(1) && !kmp_get_cancellation_status_(&(int){2}));
}

typedef void *mask_t;
extern void kmp_create_affinity_mask(mask_t *), kmp_create_affinity_mask_(mask_t *);
extern void kmp_destroy_affinity_mask(mask_t *), kmp_destroy_affinity_mask_(mask_t *);
extern int kmp_set_affinity(mask_t *), kmp_set_affinity_(mask_t *);
extern int kmp_get_affinity(mask_t *), kmp_get_affinity_(mask_t *);
extern int kmp_get_affinity_max_proc(void), kmp_get_affinity_max_proc_(void);
extern int kmp_set_affinity_mask_proc(int, mask_t *), kmp_set_affinity_mask_proc_(const int *, mask_t *);
extern int kmp_unset_affinity_mask_proc(int, mask_t *), kmp_unset_affinity_mask_proc_(const int *, mask_t *);
extern int kmp_get_affinity_mask_proc(int, mask_t *), kmp_get_affinity_mask_proc_(const int *, mask_t *);
extern int kmpc_set_affinity_mask_proc(int, mask_t *), kmpc_unset_affinity_mask_proc(int, mask_t *);
extern int kmpc_get_affinity_mask_proc(int, mask_t *);
extern int kmp_set_thread_affinity_mask_initial(void);
extern int omp_get_num_procs(void);

static int first_of(mask_t *mask, int *count)
{
    int first = -1;
    *count = 0;
    for (int p = 0; p < kmp_get_affinity_max_proc(); p++)
        if (kmp_get_affinity_mask_proc(p, mask)) {
            first = first < 0 ? p : first;
            ++*count;
        }
    return first;
}

static void masks(void)
{
    mask_t all = NULL, one = NULL, now = NULL;
    kmp_create_affinity_mask(&all);
    kmp_create_affinity_mask_(&one);
    kmp_create_affinity_mask(&now);
    EXPECT(all && one && now);
    int count, others, max = kmp_get_affinity_max_proc();
    EXPECT(max >= 1 && kmp_get_affinity_max_proc_() == max);
    EXPECT_EQ(first_of(&one, &count), -1);
    EXPECT_EQ(kmp_get_affinity(&all), 0);
    int p = first_of(&all, &count), procs = omp_get_num_procs();
    EXPECT(p >= 0 && count >= procs); // fewer where the process has a quota

    EXPECT_EQ(kmp_set_affinity_mask_proc(p, &one), 0);
    EXPECT_EQ(kmp_get_affinity_mask_proc_(&p, &one), 1);
    EXPECT_EQ(kmp_unset_affinity_mask_proc(p, &one), 0);
    EXPECT_EQ(kmpc_get_affinity_mask_proc(p, &one), 0);
    EXPECT_EQ(kmpc_set_affinity_mask_proc(p, &one), 0);
    EXPECT_EQ(kmpc_unset_affinity_mask_proc(p, &one), 0);
    EXPECT_EQ(kmp_set_affinity_mask_proc_(&p, &one), 0);
    EXPECT_EQ(kmp_unset_affinity_mask_proc_(&p, &one), 0);
    EXPECT_EQ(kmp_get_affinity_mask_proc(p, &one), 0);
    EXPECT_EQ(kmp_set_affinity_mask_proc(-1, &one), -1);
    EXPECT_EQ(kmp_set_affinity_mask_proc(max, &one), -1);
    EXPECT_EQ(kmp_get_affinity_mask_proc(max, &one), -1);
    EXPECT(kmp_set_affinity(&one) != 0); // no processor at all

    EXPECT_EQ(kmp_set_affinity_mask_proc(p, &one), 0);
    EXPECT_EQ(kmp_set_affinity(&one), 0);
    EXPECT_EQ(kmp_get_affinity_(&now), 0);
    EXPECT_EQ(first_of(&now, &others), p);
    EXPECT_EQ(others, 1);
    EXPECT_EQ(omp_get_num_procs(), 1);
    EXPECT_EQ(kmp_set_thread_affinity_mask_initial(), 1);
    EXPECT_EQ(omp_get_num_procs(), procs);
    EXPECT_EQ(kmp_set_affinity_(&all), 0);

    kmp_destroy_affinity_mask(&all);
    kmp_destroy_affinity_mask_(&one);
    kmp_destroy_affinity_mask(&now);
    EXPECT(!all && !one && !now);
    EXPECT_EQ(kmp_set_affinity(&all), -1);
}

int main(void)
{
    defaults();
    stacksizes();
    waiting();
    masks();
    return expect_result();
}
