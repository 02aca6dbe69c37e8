/* The one critical region that no compiler keeps a symbol for: see critical.h. */
#include "runtime/sync/critical.h"

struct veda_critical veda_critical_unnamed;
