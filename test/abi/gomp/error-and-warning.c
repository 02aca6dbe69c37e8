// The error directive as gcc lowers it: messages with and without an end of their own, or none.
// RUN: %veda-abi-check --status 1
#include <stddef.h>

void GOMP_warning(const char *, size_t), GOMP_error(const char *, size_t);

int main(void)
{
    // CHECK: veda: error directive encountered: a C string
    GOMP_warning("a C string", (size_t)-1);
    // CHECK-NEXT: veda: error directive encountered: Fortran{{$}}
    GOMP_warning("Fortran's", 7);
    // CHECK-NEXT: veda: error directive encountered{{$}}
    GOMP_warning(NULL, 0);
    // CHECK-NEXT: veda: fatal: error directive encountered: the end
    GOMP_error("the end", (size_t)-1);
    return 0;
}
