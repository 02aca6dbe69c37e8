#include "sort.h"

enum { INSERTION = 24 };

long sort_n;
int *sort_numbers;

struct result sort_input(double scale)
{
    sort_n = kernel_size(600000, 1, scale);
    sort_numbers = room_for(sizeof *sort_numbers * (size_t)sort_n);
    return (struct result){sort_numbers, sizeof *sort_numbers * (size_t)sort_n};
}

void sort_reset(void)
{
    for (long i = 0; i < sort_n; i++)
        sort_numbers[i] = (int)(mix((uint64_t)i) >> 33);
}

static void insert(int *a, long n)
{
    for (long i = 1; i < n; i++) {
        int value = a[i];
        long k = i;

        for (; k > 0 && value < a[k - 1]; k--)
            a[k] = a[k - 1];
        a[k] = value;
    }
}

void sort_range(int *a, long n)
{
    while (n > INSERTION) {
        long first = sort_part(a, n);
        sort_range(a, first);
        a += first;
        n -= first;
    }
    insert(a, n);
}

void sort_alone(void)
{
    sort_range(sort_numbers, sort_n);
}
