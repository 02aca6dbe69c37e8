// Tasks made by all threads are complete behind each barrier, explicit or implicit, and run while some threads are
// in constructs without one; critical regions and locks inside tasks exclude.
// RUN: %veda-c
// RUN: %veda-c --env OMP_VEDA_TASK_LIMIT=2
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>

#include "expect.h"

enum { ROUNDS = 60, EACH = 20 };
static int ran[ROUNDS], guarded, locked;

static void spawn(int round, int n, omp_lock_t *lock)
{
    for (int i = 0; i < n; i++) {
#pragma omp task firstprivate(round, i)
        {
#pragma omp atomic
            ran[round]++;
            if (i % 4 == 0) {
#pragma omp critical
                guarded++;
            }
            if (i % 4 == 1) {
                omp_set_lock(lock);
                locked++;
                omp_unset_lock(lock);
            }
        }
    }
}

int main(void)
{
    omp_lock_t lock;
    omp_init_lock(&lock);
    int total = 0;
#pragma omp parallel num_threads(4) reduction(+ : total)
    {
        for (int r = 0; r < ROUNDS; r++) {
            int want = 4 * EACH;
            switch (r % 5) {
            case 0:
                spawn(r, EACH, &lock);
#pragma omp barrier
                break;
            case 1:
#pragma omp single
                spawn(r, 4 * EACH, &lock);
                break;
            case 2:
#pragma omp for schedule(dynamic)
                for (int i = 0; i < 4; i++)
                    spawn(r, EACH, &lock);
                break;
            case 3:
#pragma omp sections nowait
            {
#pragma omp section
                spawn(r, 2 * EACH, &lock);
#pragma omp section
                spawn(r, 2 * EACH, &lock);
            }
#pragma omp barrier
                break;
            default:
#pragma omp for nowait
                for (int i = 0; i < 4; i++)
                    spawn(r, EACH, &lock);
#pragma omp single nowait
                {
                }
#pragma omp master
                spawn(r, EACH, &lock);
#pragma omp barrier
                want += EACH;
            }
            EXPECT_EQ(__atomic_load_n(&ran[r], __ATOMIC_RELAXED), want);
            total += want;
#pragma omp barrier
        }
    }
    EXPECT_EQ(guarded, total / 4 / 4);
    EXPECT_EQ(locked, total / 4 / 4);
    omp_destroy_lock(&lock);
    return expect_result();
}
