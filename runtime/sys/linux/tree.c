/* Reads with system calls alone: see tree.h. */
#include "runtime/sys/tree.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* An OpenMP call is no cancellation point, but open() and read() are: as in lines.h. */
static int open_at(const char *root, const char *path, int flags, int *cancel_state)
{
    char whole[1024];
    if ((size_t)snprintf(whole, sizeof whole, "%s%s", root, path) >= sizeof whole)
        return -1;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, cancel_state);
    int fd = open(whole, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        pthread_setcancelstate(*cancel_state, NULL);
    return fd;
}

static void close_again(int fd, int cancel_state)
{
    close(fd);
    pthread_setcancelstate(cancel_state, NULL);
}

bool veda_tree_line(const char *root, const char *path, char *text, size_t size)
{
    int cancel_state, fd = open_at(root, path, 0, &cancel_state);
    if (fd < 0)
        return false;
    size_t end = 0;
    for (ssize_t n; end < size - 1 && (n = read(fd, text + end, size - 1 - end)) > 0;) {
        end += (size_t)n;
        if (memchr(text, '\n', end))
            break;
    }
    close_again(fd, cancel_state);
    text[end] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return end > 0;
}

/* What getdents64 writes. */
struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t bytes;
    uint8_t type;
    char name[];
};

int veda_tree_numbered(const char *root, const char *path, const char *prefix, int *numbers, int most)
{
    int cancel_state, fd = open_at(root, path, O_DIRECTORY, &cancel_state);
    if (fd < 0)
        return 0;
    _Alignas(struct entry) char buffer[2048];
    size_t length = strlen(prefix);
    int n = 0;
    for (long got; (got = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0;)
        for (long at = 0; at < got; at += ((struct entry *)(buffer + at))->bytes) {
            const char *name = ((struct entry *)(buffer + at))->name;
            char *end;
            if (n == most || strncmp(name, prefix, length) != 0)
                continue;
            unsigned long number = strtoul(name + length, &end, 10);
            if (end != name + length && !*end && number < 1u << 30)
                numbers[n++] = (int)number;
        }
    close_again(fd, cancel_state);
    return n;
}
