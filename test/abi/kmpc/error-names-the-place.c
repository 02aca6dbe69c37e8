// The error directive as clang lowers it: a warning goes on, a fatal error ends the program with
// status 1.
// RUN: %veda-abi-check --status 1
#include <stddef.h>

void __kmpc_error(const void *, int, const char *);

static const struct {
    int reserved_1, flags, reserved_2, reserved_3;
    const char *source;
} loc = {0, 2, 0, 0, ";some/file.c;function;12;34;;"}, odd = {0, 2, 0, 0, ";short"};

int main(void)
{
    // CHECK: veda: some/file.c:12:34: error directive encountered: mind the gap
    __kmpc_error(&loc, 1, "mind the gap");
    // CHECK-NEXT: veda: short:
    __kmpc_error(&odd, 1, "odd");
    // CHECK-NEXT: veda: unknown place
    __kmpc_error(NULL, 1, NULL);
    // CHECK-NEXT: veda: fatal: some/file.c:12:34: error directive encountered: the end
    __kmpc_error(&loc, 2, "the end");
    return 0;
}
