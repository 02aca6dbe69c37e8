/* How much processor time the system lets the process have, whatever its affinity mask says: the quotas of
 * its control groups. linux/quota.c. */
#ifndef VEDA_SYS_QUOTA_H
#define VEDA_SYS_QUOTA_H

#include <limits.h>

enum { VEDA_QUOTA_NONE = INT_MAX };

/* Processors' worth of time that the quotas of the calling process allow, rounded up; VEDA_QUOTA_NONE where
 * there are none, or none that can be read. Reads files under `root` ("" but in tests). Thread-safe. */
int veda_quota_read(const char *root);

/* The same for the process as it is, read when first asked for and again by veda_quota_refresh().
 * Thread-safe. */
int veda_quota(void);
void veda_quota_refresh(void);

#endif
