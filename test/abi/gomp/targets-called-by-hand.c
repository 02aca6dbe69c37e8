// GOMP_target* on a system without devices: regions run on the host with copies of their firstprivate variables,
// data constructs leave the host's memory as it is, dependences and nowait are a task's.
// RUN: %veda-abi
#include <stddef.h>
#include <stdint.h>

#include "expect.h"

enum { MAP_TOFROM = 3, MAP_FIRSTPRIVATE = 0xc, NOWAIT = 1, EXIT_DATA = 2 };

void GOMP_target(int, void (*)(void *), const void *, size_t, void **, size_t *, unsigned char *);
void GOMP_target_ext(int, void (*)(void *), size_t, void **, size_t *, unsigned short *, unsigned, void **,
                     void **);
void GOMP_target_data(int, const void *, size_t, void **, size_t *, unsigned char *);
void GOMP_target_data_ext(int, size_t, void **, size_t *, unsigned short *);
void GOMP_target_end_data(void);
void GOMP_target_update(int, const void *, size_t, void **, size_t *, unsigned char *);
void GOMP_target_update_ext(int, size_t, void **, size_t *, unsigned short *, unsigned, void **);
void GOMP_target_enter_exit_data(int, size_t, void **, size_t *, unsigned short *, unsigned, void **);
void *GOMP_target_map_indirect_ptr(void *);
void GOMP_offload_register(const void *, int, const void *), GOMP_offload_unregister(const void *, int, const void *);
void GOMP_offload_register_ver(unsigned, const void *, int, const void *);
void GOMP_offload_unregister_ver(unsigned, const void *, int, const void *);
void GOMP_taskwait(void);

static void add(void *arg)
{
    void **host = arg;
    *(int *)host[0] += *(int *)host[1];
    *(int *)host[1] = -1;
}

static void old(void *arg)
{
    *(int *)((void **)arg)[0] = 7;
}

int main(void)
{
    int sum = 1, operand = 41;
    void *host[2] = {&sum, &operand};
    size_t sizes[2] = {sizeof sum, sizeof operand};
    unsigned short kinds[2] = {MAP_TOFROM | 2 << 8, MAP_FIRSTPRIVATE | 2 << 8};
    GOMP_target_ext(-1, add, 2, host, sizes, kinds, 0, NULL, NULL);
    EXPECT_EQ(sum, 42);
    EXPECT_EQ(operand, 41); /* the region had its own */

    void *depend[] = {(void *)1, (void *)1, &sum};
    GOMP_target_ext(-1, add, 2, host, sizes, kinds, NOWAIT, depend, NULL);
    GOMP_taskwait();
    EXPECT_EQ(sum, 83);

    unsigned char old_kinds[1] = {MAP_TOFROM};
    GOMP_target(-1, old, NULL, 1, host, sizes, old_kinds);
    EXPECT_EQ(sum, 7);

    GOMP_target_data(-1, NULL, 1, host, sizes, old_kinds);
    GOMP_target_update(-1, NULL, 1, host, sizes, old_kinds);
    GOMP_target_end_data();
    GOMP_target_data_ext(-1, 1, host, sizes, kinds);
    GOMP_target_update_ext(-1, 1, host, sizes, kinds, 0, depend);
    GOMP_target_end_data();
    GOMP_target_enter_exit_data(-1, 1, host, sizes, kinds, 0, NULL);
    GOMP_target_enter_exit_data(-1, 1, host, sizes, kinds, EXIT_DATA, depend);
    EXPECT(host[0] == &sum);
    EXPECT_EQ(sum, 7);
    EXPECT(GOMP_target_map_indirect_ptr((void *)add) == (void *)add);

    GOMP_offload_register(NULL, 5, NULL);
    GOMP_offload_unregister(NULL, 5, NULL);
    GOMP_offload_register_ver(1, NULL, 5, NULL);
    GOMP_offload_unregister_ver(1, NULL, 5, NULL);
    return expect_result();
}
