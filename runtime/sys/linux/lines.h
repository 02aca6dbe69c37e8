/* Lines of a file under /proc or /sys, one at a time and without the heap. One longer than the buffer is
 * left out: mount tables have such lines, but none that anybody here looks for. While a file is open its thread can't
 * be cancelled: an OpenMP call is no cancellation point (POSIX), but open() and read() are. */
#ifndef VEDA_SYS_LINUX_LINES_H
#define VEDA_SYS_LINUX_LINES_H

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct veda_lines {
    int fd;
    int cancel_state; /* of the thread, before */
    size_t at, end; /* what of text has been read and not given yet */
    char text[2048];
};

/* False: the file cannot be read; there is nothing to close then. */
static inline bool veda_lines_open(struct veda_lines *l, const char *path)
{
    l->at = l->end = 0;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &l->cancel_state);
    l->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (l->fd < 0)
        pthread_setcancelstate(l->cancel_state, NULL);
    return l->fd >= 0;
}

static inline void veda_lines_close(struct veda_lines *l)
{
    close(l->fd);
    pthread_setcancelstate(l->cancel_state, NULL);
}

/* Moves what has not been given to the front and reads on. False: nothing came. */
static inline bool veda_lines_fill(struct veda_lines *l)
{
    l->end -= l->at;
    memmove(l->text, l->text + l->at, l->end);
    l->at = 0;
    ssize_t n = read(l->fd, l->text + l->end, sizeof l->text - 1 - l->end);
    if (n <= 0)
        return false;
    l->end += (size_t)n;
    return true;
}

/* The next line without its newline, to be changed at will and good until the next call; NULL: no more. */
static inline char *veda_lines_next(struct veda_lines *l)
{
    for (bool whole = true;;) {
        char *line = l->text + l->at;
        char *newline = memchr(line, '\n', l->end - l->at);
        if (newline) {
            *newline = '\0';
            l->at = (size_t)(newline - l->text) + 1;
            if (whole)
                return line;
            whole = true;
            continue;
        }
        if (l->at == 0 && l->end == sizeof l->text - 1) {
            l->at = l->end; /* too long: what came of it goes, and so will the rest */
            whole = false;
        }
        if (!veda_lines_fill(l)) {
            bool rest = whole && l->end > 0;
            l->text[l->end] = '\0';
            l->at = l->end;
            return rest ? l->text : NULL;
        }
    }
}

#endif
