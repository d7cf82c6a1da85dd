/* A disk that fails: put before the C library in a child process (LD_PRELOAD), where it counts the writes and the syncs of
 * files under one directory and lets the chosen ones fail as a disk does.
 *
 * AIRTILL_DISK_UNDER   the directory
 * AIRTILL_DISK_FAILS   "write" (ENOSPC) or "sync" (EIO)
 * AIRTILL_DISK_AT      the call that fails, from 1
 * AIRTILL_DISK_FOR     how many calls fail from there on
 * AIRTILL_DISK_REPORT  a file that gets "<writes> <syncs> <failed>" when the process ends
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long writes, syncs, failed;

static int is_under(int fd) {
    const char *under = getenv("AIRTILL_DISK_UNDER");
    char link[64], path[4096];
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static int fails(const char *kind, atomic_long *count, int fd) {
    if (!is_under(fd)) return 0;
    long n = atomic_fetch_add(count, 1) + 1;
    const char *chosen = getenv("AIRTILL_DISK_FAILS"), *at = getenv("AIRTILL_DISK_AT"), *many = getenv("AIRTILL_DISK_FOR");
    if (!chosen || !at || strcmp(chosen, kind) != 0) return 0;
    long first = atol(at), last = first + (many ? atol(many) : 1);
    if (n < first || n >= last) return 0;
    atomic_fetch_add(&failed, 1);
    return 1;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define WRITES(fd) if (fails("write", &writes, fd)) { errno = ENOSPC; return -1; }
#define SYNCS(fd) if (fails("sync", &syncs, fd)) { errno = EIO; return -1; }

ssize_t write(int fd, const void *bytes, size_t n) { REAL(write); WRITES(fd) return real(fd, bytes, n); }
ssize_t writev(int fd, const struct iovec *parts, int n) { REAL(writev); WRITES(fd) return real(fd, parts, n); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { REAL(pwrite); WRITES(fd) return real(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) { REAL(pwrite64); WRITES(fd) return real(fd, bytes, n, at); }
int fsync(int fd) { REAL(fsync); SYNCS(fd) return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); SYNCS(fd) return real(fd); }
int sync_file_range(int fd, off64_t at, off64_t n, unsigned flags) { REAL(sync_file_range); SYNCS(fd) return real(fd, at, n, flags); }

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("AIRTILL_DISK_REPORT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld %ld %ld\n", atomic_load(&writes), atomic_load(&syncs), atomic_load(&failed));
    fclose(file);
}
