/* __kmpc_threadprivate*: threadprivate variables where the compiler does not use thread-local
 * storage for them (5.2, 5.2; kmp_threadprivate.cpp is the ABI's source). gtid is the calling
 * thread's number, which it has from __kmpc_global_thread_num. Thread-safe; out of memory is
 * fatal. */
#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

#define CALLER VEDA_UNUSED struct ident *loc

/* How the copies of an object are made and destroyed; constructors give back their argument. */
VEDA_EXPORT(__kmpc_threadprivate_register)
void __kmpc_threadprivate_register(CALLER, void *data, void *(*constructor)(void *),
                                   void *(*copy_constructor)(void *, void *),
                                   void (*destructor)(void *))
{
    veda_threadprivate_register(data, &(struct veda_threadprivate_hooks){
                                          .make = constructor,
                                          .make_from = copy_constructor,
                                          .end = destructor,
                                      });
}

/* The same for an array of `count` objects. */
VEDA_EXPORT(__kmpc_threadprivate_register_vec)
void __kmpc_threadprivate_register_vec(CALLER, void *data, void *(*constructor)(void *, size_t),
                                       void *(*copy_constructor)(void *, void *, size_t),
                                       void (*destructor)(void *, size_t), size_t count)
{
    veda_threadprivate_register(data, &(struct veda_threadprivate_hooks){
                                          .is_vec = true,
                                          .count = count,
                                          .make_vec = constructor,
                                          .make_from_vec = copy_constructor,
                                          .end_vec = destructor,
                                      });
}

/* The calling thread's copy of the variable at data. */
VEDA_EXPORT(__kmpc_threadprivate)
void *__kmpc_threadprivate(CALLER, VEDA_UNUSED int32_t gtid, void *data, size_t size)
{
    return veda_threadprivate_get(veda_me()->thread, data, size);
}

/* The same by way of *cache, an array of ours indexed by gtid: NULL until the first call. Compiled
 * code may look into it itself. */
VEDA_EXPORT(__kmpc_threadprivate_cached)
void *__kmpc_threadprivate_cached(CALLER, int32_t gtid, void *data, size_t size, void ***cache)
{
    void *copy = veda_threadprivate_cached(cache, gtid);
    return likely(copy != NULL)
               ? copy
               : veda_threadprivate_get_cached(veda_me()->thread, data, size, cache);
}
