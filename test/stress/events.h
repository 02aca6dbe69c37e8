/* Events of detached tasks that somebody fulfils a little later: a foreign thread, or whoever of a team comes by. */
#ifndef VEDA_TEST_EVENTS_H
#define VEDA_TEST_EVENTS_H

#include <omp.h>
#include <pthread.h>
#include <stdbool.h>

#include "expect.h"

enum { EVENTS_MOST = 4096 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t thread;
    omp_event_handle_t waiting[EVENTS_MOST];
    int n;
    bool closed;
} events = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

/* Hands e over to be fulfilled; without room it happens here. */
static void events_give(omp_event_handle_t e)
{
    pthread_mutex_lock(&events.lock);
    bool room = events.n < EVENTS_MOST;
    if (room)
        events.waiting[events.n++] = e;
    pthread_cond_signal(&events.more);
    pthread_mutex_unlock(&events.lock);
    if (!room)
        omp_fulfill_event(e);
}

/* Fulfils one that was given, if there is one. */
__attribute__((unused)) static void events_take(void)
{
    pthread_mutex_lock(&events.lock);
    bool any = events.n > 0;
    omp_event_handle_t e = any ? events.waiting[--events.n] : (omp_event_handle_t)0;
    pthread_mutex_unlock(&events.lock);
    if (any)
        omp_fulfill_event(e);
}

static void *events_main(void *p)
{
    pthread_mutex_lock(&events.lock);
    while (!events.closed || events.n) {
        if (!events.n) {
            pthread_cond_wait(&events.more, &events.lock);
            continue;
        }
        omp_event_handle_t e = events.waiting[--events.n];
        pthread_mutex_unlock(&events.lock);
        omp_fulfill_event(e);
        pthread_mutex_lock(&events.lock);
    }
    pthread_mutex_unlock(&events.lock);
    return p;
}

static void events_open(void)
{
    if (pthread_create(&events.thread, NULL, events_main, NULL))
        expect_failed(__FILE__, __LINE__, "a thread for events");
}

static void events_close(void)
{
    pthread_mutex_lock(&events.lock);
    events.closed = true;
    pthread_cond_signal(&events.more);
    pthread_mutex_unlock(&events.lock);
    pthread_join(events.thread, NULL);
}

#endif
