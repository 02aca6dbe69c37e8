// A variable must have its memory: where an allocator would give NULL, GOMP_alloc ends the program.
// RUN: %veda-abi-check --status 1
// UNSUPPORTED: sanitizer
#include <stddef.h>
#include <stdint.h>

void *GOMP_alloc(size_t, size_t, uintptr_t);

int main(void)
{
    // CHECK: veda: fatal: out of memory (9223372036854775807 bytes for a variable
    GOMP_alloc(8, INTPTR_MAX, 1);
    return 0;
}
