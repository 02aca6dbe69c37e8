// omp_target_* with the host as the only device: its number is the one behind the last, or -1; every other number
// fails as the specification says.
// RUN: %veda-abi
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "expect.h"

void *omp_target_alloc(size_t, int);
void omp_target_free(void *, int);
int omp_target_is_present(const void *, int), omp_target_is_accessible(const void *, size_t, int);
void *omp_get_mapped_ptr(const void *, int);
int omp_target_associate_ptr(const void *, const void *, size_t, size_t, int);
int omp_target_disassociate_ptr(const void *, int);
int omp_target_memcpy(void *, const void *, size_t, size_t, size_t, int, int);
int omp_target_memcpy_async(void *, const void *, size_t, size_t, size_t, int, int, int, void *);
int omp_target_memcpy_rect(void *, const void *, size_t, int, const size_t *, const size_t *, const size_t *,
                           const size_t *, const size_t *, int, int);
int omp_target_memcpy_rect_async(void *, const void *, size_t, int, const size_t *, const size_t *, const size_t *,
                                 const size_t *, const size_t *, int, int, int, void *);
void *omp_target_memset(void *, int, size_t, int), *omp_target_memset_async(void *, int, size_t, int, int, void *);
int omp_get_initial_device(void);

int main(void)
{
    int host = omp_get_initial_device();
    char *p = omp_target_alloc(16, host), q[16];
    EXPECT(p != NULL);
    EXPECT(omp_target_alloc(16, 5) == NULL);
    EXPECT(omp_target_is_present(p, host) && omp_target_is_present(p, -1) && !omp_target_is_present(p, 5));
    EXPECT(omp_target_is_accessible(p, 16, host) && !omp_target_is_accessible(p, 16, 5));
    EXPECT(omp_get_mapped_ptr(p, host) == p && omp_get_mapped_ptr(p, 5) == NULL);
    EXPECT_EQ(omp_target_associate_ptr(p, q, 16, 0, 5), EINVAL);
    EXPECT_EQ(omp_target_disassociate_ptr(p, 5), EINVAL);
    EXPECT(omp_target_memset(p, 'a', 16, host) == p);
    EXPECT(omp_target_memset_async(p, 'b', 8, host, 0, NULL) == p);
    EXPECT_EQ(omp_target_memcpy(q, p, 12, 0, 4, host, -1), 0);
    EXPECT(!memcmp(q, "bbbbaaaaaaaa", 12));
    EXPECT_EQ(omp_target_memcpy_async(q, p, 4, 12, 0, host, host, 0, NULL), 0);
    EXPECT(!memcmp(q + 12, "bbbb", 4));
    EXPECT_EQ(omp_target_memcpy(q, p, 4, 0, 0, 5, host), EINVAL);
    omp_target_free(p, host);

    int from[3][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}}, to[4][2] = {{0}};
    size_t box[] = {2, 2}, to_at[] = {1, 0}, from_at[] = {1, 2}, to_dims[] = {4, 2}, from_dims[] = {3, 4};
    EXPECT_EQ(omp_target_memcpy_rect(to, from, sizeof(int), 2, box, to_at, from_at, to_dims, from_dims, host, host), 0);
    EXPECT(to[1][0] == 7 && to[1][1] == 8 && to[2][0] == 11 && to[2][1] == 12 && to[0][0] == 0 && to[3][1] == 0);
    to_at[0] = 2;
    EXPECT_EQ(omp_target_memcpy_rect_async(to, from, sizeof(int), 2, box, to_at, from_at, to_dims, from_dims, host,
                                           host, 0, NULL), 0);
    EXPECT(to[2][0] == 7 && to[3][1] == 12);
    EXPECT(omp_target_memcpy_rect(NULL, NULL, 4, 0, NULL, NULL, NULL, NULL, NULL, host, host) >= 3);
    EXPECT_EQ(omp_target_memcpy_rect(to, from, 4, 0, box, to_at, from_at, to_dims, from_dims, host, host), EINVAL);
    return expect_result();
}
