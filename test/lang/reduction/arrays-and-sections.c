// Reductions over arrays, array sections and what pointers point to: element by element, the elements outside
// of the section untouched (5.2, 5.5.8). A large array makes the private copies large.
//
// RUN: %veda-c
#include <stdlib.h>

#include "expect.h"

enum { N = 64, BIG = 5000 };

static void histogram(int *bin, int n, int bins)
{
#pragma omp parallel for reduction(+ : bin[0 : bins]) schedule(dynamic, 5)
    for (int i = 0; i < n; i++)
        bin[i * 7 % bins]++;
}

int main(void)
{
    for (int round = 0; round < 50; round++) {
        int whole[N], part[N], mixed[20] = {0}, want[20] = {0};
        double largest[N];
        for (int i = 0; i < N; i++) {
            whole[i] = part[i] = i;
            largest[i] = -1;
        }
#pragma omp parallel num_threads(1 + round % 5)
        {
#pragma omp for reduction(+ : whole) reduction(max : largest[ : N / 2])
            for (int i = 0; i < 1000; i++) {
                whole[i % N]++;
                largest[i % (N / 2)] = largest[i % (N / 2)] > i ? largest[i % (N / 2)] : i;
            }
#pragma omp for reduction(- : part[10 : 20]) reduction(^ : mixed[5 : 10])
            for (int i = 0; i < 100; i++) {
                part[10 + i % 20] -= 2;
                mixed[5 + i % 10] ^= 1 << i % 3;
            }
        }
        for (int i = 0; i < N; i++) {
            EXPECT_EQ(whole[i], i + 1000 / N + (i < 1000 % N));
            EXPECT_EQ(part[i], i >= 10 && i < 30 ? i - 10 : i);
            EXPECT(largest[i] == (i < N / 2 ? 999 - (999 - i) % (N / 2) : -1));
        }
        for (int i = 0; i < 100; i++)
            want[5 + i % 10] ^= 1 << i % 3;
        for (int i = 0; i < 20; i++)
            EXPECT_EQ(mixed[i], want[i]);
    }
    int *bin = calloc(BIG, sizeof *bin);
    histogram(bin, 3 * BIG, BIG);
    for (int i = 0; i < BIG; i++)
        EXPECT_EQ(bin[i], 3);
    free(bin);
    return expect_result();
}
