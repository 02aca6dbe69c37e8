/* Seeded delay points. veda_chaos(NAME) is nothing in a normal build; under the chaos preset it delays
 * the calling thread for a time that depends on the seed (OMP_VEDA_CHAOS_SEED, else the clock, then
 * printed once) and the point, so that a race shows, and shows again with the same seed.
 * Put one between the two steps of every protocol whose order matters. */
#ifndef VEDA_BASE_CHAOS_H
#define VEDA_BASE_CHAOS_H

#ifdef VEDA_CHAOS
void veda_chaos_delay(const char *point);
#define veda_chaos(point) veda_chaos_delay(#point)
#else
#define veda_chaos(point) ((void)0)
#endif

#endif
