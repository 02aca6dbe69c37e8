// Without the module that knows the machine every variable that asks for parts of it says so, once.
// RUN: %veda-unit-check --env OMP_PLACES=cores --env KMP_HW_SUBSET=1c
// RUN: %veda-unit-check --env KMP_AFFINITY=compact --env KMP_HW_SUBSET=1c
// RUN: %veda-unit-check --env KMP_HW_SUBSET=1c
// CHECK: veda: KMP_HW_SUBSET=1c: what the processors share is not known ({{.*}}topology.so: {{.*}}); each counts as a core and a socket of its own
// CHECK-NOT: KMP_HW_SUBSET
#include <stdlib.h>

#include "expect.h"
#include "runtime/binding.h"
#include "runtime/icv.h"

int main(void)
{
    veda_icv_init();
    const struct veda_places *places = veda_binding_places();
    EXPECT_EQ(places != NULL, getenv("OMP_PLACES") || getenv("KMP_AFFINITY"));
    return expect_result();
}
