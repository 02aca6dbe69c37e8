/* The runtime as abi/ and offload/ see it: the only runtime header they include. Each part says in its
 * own header what its functions take, give and promise. */
#ifndef VEDA_VEDA_H
#define VEDA_VEDA_H

#include "runtime/affinity_display.h"
#include "runtime/base/assert.h"
#include "runtime/base/compiler.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/binding.h"
#include "runtime/distributed.h"
#include "runtime/icv.h"
#include "runtime/memory.h"
#include "runtime/policy.h"
#include "runtime/sync/barrier.h"
#include "runtime/sync/critical.h"
#include "runtime/sync/lock.h"
#include "runtime/task/agent.h"
#include "runtime/task/included.h"
#include "runtime/task/task.h"
#include "runtime/team.h"
#include "runtime/threadprivate.h"
#include "runtime/work/doacross.h"
#include "runtime/work/loop.h"
#include "runtime/work/ordered.h"
#include "runtime/work/reduction.h"
#include "runtime/work/sections.h"
#include "runtime/work/single.h"
#include "telemetry/trace.h"

#endif
