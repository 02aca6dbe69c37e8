// __tgt_* without a device: a launch answers that it failed, so that compiled code runs its host version; data
// constructs return; images, mappers and interop objects are accounted for.
// RUN: %veda-abi
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "expect.h"

struct ident;
int omp_get_initial_device(void);

#define ARGS int32_t, void **, void **, int64_t *, int64_t *
#define MARGS ARGS, void **, void **
#define DEPS int32_t, void *, int32_t, void *
#define NARGS 0, NULL, NULL, NULL, NULL
#define NMARGS NARGS, NULL, NULL
#define NDEPS 0, NULL, 0, NULL

void __tgt_register_lib(const int32_t *), __tgt_unregister_lib(const int32_t *), __tgt_register_requires(int64_t);
void __tgt_rtl_init(void), __tgt_rtl_deinit(void), __tgt_init_all_rtls(void);
int32_t __tgt_target_kernel(struct ident *, int64_t, int32_t, int32_t, void *, void *);
int32_t __tgt_target_kernel_nowait(struct ident *, int64_t, int32_t, int32_t, void *, void *, DEPS);
int32_t __tgt_target(int64_t, void *, ARGS), __tgt_target_mapper(struct ident *, int64_t, void *, MARGS);
int32_t __tgt_target_nowait(int64_t, void *, ARGS, DEPS);
int32_t __tgt_target_nowait_mapper(struct ident *, int64_t, void *, MARGS, DEPS);
int32_t __tgt_target_teams(int64_t, void *, ARGS, int32_t, int32_t);
int32_t __tgt_target_teams_mapper(struct ident *, int64_t, void *, MARGS, int32_t, int32_t);
int32_t __tgt_target_teams_nowait(int64_t, void *, ARGS, int32_t, int32_t, DEPS);
int32_t __tgt_target_teams_nowait_mapper(struct ident *, int64_t, void *, MARGS, int32_t, int32_t, DEPS);
void __kmpc_push_target_tripcount(int64_t, uint64_t);
void __kmpc_push_target_tripcount_mapper(struct ident *, int64_t, uint64_t);
#define DATA(what)                                                                                 \
    void __tgt_target_data_##what(int64_t, ARGS);                                                  \
    void __tgt_target_data_##what##_mapper(struct ident *, int64_t, MARGS);                        \
    void __tgt_target_data_##what##_nowait(int64_t, ARGS, DEPS);                                   \
    void __tgt_target_data_##what##_nowait_mapper(struct ident *, int64_t, MARGS, DEPS);           \
    static void data_##what(void)                                                                  \
    {                                                                                              \
        __tgt_target_data_##what(-1, NARGS);                                                       \
        __tgt_target_data_##what##_mapper(NULL, -1, NMARGS);                                       \
        __tgt_target_data_##what##_nowait(-1, NARGS, NDEPS);                                       \
        __tgt_target_data_##what##_nowait_mapper(NULL, -1, NMARGS, NDEPS);                         \
    }
DATA(begin)
DATA(end)
DATA(update)
void __tgt_target_nowait_query(void **), __tgt_target_sync(struct ident *, int32_t, void *, void *);
int64_t __tgt_mapper_num_components(void *);
void __tgt_push_mapper_component(void *, void *, void *, int64_t, int64_t, void *);
void __tgt_interop_init(struct ident *, int32_t, void **, int32_t, int32_t, int32_t, void *, int32_t);
void __tgt_interop_use(struct ident *, int32_t, void **, int32_t, int32_t, void *, int32_t);
void __tgt_interop_destroy(struct ident *, int32_t, void **, int32_t, int32_t, void *, int32_t);
void *__tgt_interop_get(struct ident *, int32_t, int64_t, int64_t, void *, void *, void *);
int32_t __tgt_interop_use60(struct ident *, void *, void *, void *), __tgt_interop_release(struct ident *, void *, void *, void *);
int32_t ompx_interop_add_completion_callback(void *, void (*)(void *), void *);
void __tgt_set_info_flag(uint32_t), ompx_dump_mapping_tables(void);
int32_t __tgt_print_device_info(int64_t);
int32_t __tgt_activate_record_replay(int64_t, uint64_t, void *, bool, bool, uint64_t *);
int32_t __tgt_target_kernel_replay(struct ident *, int64_t, void *, void *, int64_t, void **, int64_t *, int32_t,
                                   int32_t, int32_t, uint64_t);
void __tgt_register_rpc_callback(unsigned (*)(void *, unsigned));
#define MEMORY(kind) void *llvm_omp_target_alloc_##kind(size_t, int); void llvm_omp_target_free_##kind(void *, int);
MEMORY(device)
MEMORY(host)
MEMORY(shared)
void *llvm_omp_target_dynamic_shared_alloc(void), *llvm_omp_target_lock_mem(void *, size_t, int);
void llvm_omp_target_unlock_mem(void *, int);

static void called(void *arg)
{
    *(int *)arg = 1;
}

int main(void)
{
    int32_t images = 1;
    __tgt_register_requires(1);
    __tgt_register_lib(&images);
    __tgt_rtl_init();
    __tgt_init_all_rtls();
    __tgt_register_rpc_callback(NULL);
    int failed = 0;
    failed += __tgt_target_kernel(NULL, -1, 0, 0, NULL, NULL) == -1;
    failed += __tgt_target_kernel_nowait(NULL, -1, 0, 0, NULL, NULL, NDEPS) == -1;
    failed += __tgt_target(-1, NULL, NARGS) == -1;
    failed += __tgt_target_mapper(NULL, -1, NULL, NMARGS) == -1;
    failed += __tgt_target_nowait(-1, NULL, NARGS, NDEPS) == -1;
    failed += __tgt_target_nowait_mapper(NULL, -1, NULL, NMARGS, NDEPS) == -1;
    failed += __tgt_target_teams(-1, NULL, NARGS, 0, 0) == -1;
    failed += __tgt_target_teams_mapper(NULL, -1, NULL, NMARGS, 0, 0) == -1;
    failed += __tgt_target_teams_nowait(-1, NULL, NARGS, 0, 0, NDEPS) == -1;
    failed += __tgt_target_teams_nowait_mapper(NULL, -1, NULL, NMARGS, 0, 0, NDEPS) == -1;
    failed += __tgt_activate_record_replay(-1, 0, NULL, true, true, NULL) == -1;
    failed += __tgt_target_kernel_replay(NULL, -1, NULL, NULL, 0, NULL, NULL, 0, 0, 0, 0) == -1;
    EXPECT_EQ(failed, 12);
    __kmpc_push_target_tripcount(-1, 10);
    __kmpc_push_target_tripcount_mapper(NULL, -1, 10);
    data_begin();
    data_update();
    data_end();
    void *handle = &images;
    __tgt_target_nowait_query(&handle);
    EXPECT(!handle);
    __tgt_target_sync(NULL, 0, NULL, NULL);

    void *components[4] = {0};
    for (int i = 0; i < 20; i++)
        __tgt_push_mapper_component(components, &images, &images, 4, 3, NULL);
    EXPECT_EQ(__tgt_mapper_num_components(components), 20);
    free(components[2]); /* the list is its maker's, what it holds as well */

    handle = &images;
    __tgt_interop_init(NULL, 0, &handle, 1, -1, 0, NULL, 0);
    EXPECT(!handle);
    __tgt_interop_use(NULL, 0, &handle, -1, 0, NULL, 0);
    __tgt_interop_destroy(NULL, 0, &handle, -1, 0, NULL, 0);
    EXPECT(!__tgt_interop_get(NULL, 1, -1, 0, NULL, NULL, NULL));
    EXPECT_EQ(__tgt_interop_use60(NULL, NULL, NULL, NULL), -1);
    EXPECT_EQ(__tgt_interop_release(NULL, NULL, NULL, NULL), -1);
    int done = 0;
    EXPECT_EQ(ompx_interop_add_completion_callback(NULL, called, &done), 0);
    EXPECT_EQ(done, 1);

    __tgt_set_info_flag(0);
    EXPECT_EQ(__tgt_print_device_info(0), 0);
    ompx_dump_mapping_tables();
    int host = omp_get_initial_device();
    void *a = llvm_omp_target_alloc_device(8, host), *b = llvm_omp_target_alloc_host(8, host);
    void *c = llvm_omp_target_alloc_shared(8, host);
    EXPECT(a && b && c && !llvm_omp_target_alloc_device(8, 5));
    EXPECT(llvm_omp_target_lock_mem(a, 8, host) == a);
    llvm_omp_target_unlock_mem(a, host);
    llvm_omp_target_free_device(a, host);
    llvm_omp_target_free_host(b, host);
    llvm_omp_target_free_shared(c, host);
    EXPECT(!llvm_omp_target_dynamic_shared_alloc());
    __tgt_unregister_lib(&images);
    __tgt_rtl_deinit();
    return expect_result();
}
