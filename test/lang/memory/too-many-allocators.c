// Who asks for more allocators than there can be at a time gets omp_null_allocator (5.2, 18.13.2), and one line on
// stderr: the program was ended. Those that were made go on, and one that is destroyed makes room. The time to make
// one does not grow with how many there are: all numbers were gone through.
// RUN: %veda-c-check
// CHECK: veda: no memory for an allocator, or {{[0-9]+}} of them already; giving omp_null_allocator
// CHECK-NOT: veda:
// CHECK: done
#include <omp.h>
#include <stdint.h>
#include <time.h>

#include "expect.h"

enum { MOST = 65536, PART = 16000 };
static omp_allocator_handle_t made[MOST];

static omp_allocator_handle_t new_one(void)
{
    omp_alloctrait_t aligned = {omp_atk_alignment, 64};
    return omp_init_allocator(omp_default_mem_space, 1, &aligned);
}

/* Makes allocators until there are n, or no more. How many there are now. */
static int fill(int from, int n)
{
    while (from < n && (made[from] = new_one()))
        from++;
    return from;
}

static double seconds_to_fill(int from, int n)
{
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    EXPECT_EQ(fill(from, n), n);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    return (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
}

static void use(omp_allocator_handle_t a)
{
    void *p = omp_alloc(100, a);
    EXPECT(p && (uintptr_t)p % 64 == 0);
    omp_free(p, a);
}

int main(void)
{
    double first = seconds_to_fill(0, PART);
    fill(PART, 3 * PART);
    double last = seconds_to_fill(3 * PART, 4 * PART);
    EXPECT(last < 4 * first + 0.1);
    int n = fill(4 * PART, MOST);
    EXPECT(n > 4 * PART && n < MOST);
    EXPECT(new_one() == omp_null_allocator);
    use(made[0]);
    use(made[n - 1]);

    static const int some[] = {70, 3, 40000};
    for (int i = 0; i < 3; i++)
        omp_destroy_allocator(made[some[i]]);
    for (int i = 0; i < 3; i++) {
        made[some[i]] = new_one();
        EXPECT(made[some[i]] != omp_null_allocator);
        use(made[some[i]]);
    }
    EXPECT(new_one() == omp_null_allocator);
    while (n)
        omp_destroy_allocator(made[--n]);
    EXPECT_EQ(fill(0, PART), PART);
    for (n = PART; n;)
        omp_destroy_allocator(made[--n]);
    fprintf(stderr, "done\n");
    return expect_result();
}
