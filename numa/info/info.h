/* What `veda info` shows: the machine, the places that the environment asks for, and where the threads of a team,
 * and of the teams within it, sit. One thread. */
#ifndef VEDA_NUMA_INFO_H
#define VEDA_NUMA_INFO_H

#include <stdio.h>

#include "numa/places.h"

enum { VEDA_INFO_LEVELS = 4 };

/* A thread of the innermost teams, or of a team that forks none. */
struct veda_seat {
    int level;                    /* how many of the numbers count */
    int number[VEDA_INFO_LEVELS]; /* its thread number in each team around it, outermost first */
    int place;                    /* -1: anywhere */
    int first, n;                 /* its partition */
};

struct veda_info {
    const struct veda_topology *topology;
    struct veda_places_answer answer;
    uint8_t rest;       /* enum veda_place_rest */
    const char *policy; /* of the outermost team, as words */
    struct veda_seat *seat;
    int seats;
};

/* The machine as boxes in boxes, with each processor's place and the threads that sit there, as SVG. False: the stream
 * could not be written. */
bool veda_info_svg(const struct veda_info *info, FILE *out);

#endif
