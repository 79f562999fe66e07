/* Tells who asks from where. Server: "whence serve tcp|udp PORT" answers each question with the asker's address.
   Client: "whence ask tcp|udp ADDRESS PORT" prints the answer; exits with 1 where there is none within 2 seconds. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int open_socket(int family, int type)
{
    int s = socket(family, type, 0);
    struct timeval patience = { .tv_sec = 2 };
    if (s < 0)
        fail("socket");
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return s;
}

static const char *plain(const struct sockaddr_in6 *from, char *text, size_t size)
{
    if (IN6_IS_ADDR_V4MAPPED(&from->sin6_addr))
        return inet_ntop(AF_INET, &from->sin6_addr.s6_addr[12], text, size);
    return inet_ntop(AF_INET6, &from->sin6_addr, text, size);
}

static void serve(int type, int port)
{
    struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    int s = socket(AF_INET6, type, 0), yes = 1, no = 0;
    if (s < 0)
        fail("socket");
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    if (bind(s, (struct sockaddr *)&here, sizeof here) < 0 || (type == SOCK_STREAM && listen(s, 16) < 0))
        fail("bind");
    for (;;) {
        struct sockaddr_in6 from;
        socklen_t length = sizeof from;
        char text[INET6_ADDRSTRLEN], question[64];
        if (type == SOCK_STREAM) {
            int client = accept(s, (struct sockaddr *)&from, &length);
            if (client < 0)
                continue;
            const char *answer = plain(&from, text, sizeof text);
            if (write(client, answer, strlen(answer)) < 0)
                perror("write");
            close(client);
        } else if (recvfrom(s, question, sizeof question, 0, (struct sockaddr *)&from, &length) >= 0) {
            const char *answer = plain(&from, text, sizeof text);
            sendto(s, answer, strlen(answer), 0, (struct sockaddr *)&from, length);
        }
    }
}

static void ask(int type, const char *address, int port)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
    int is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
    char answer[INET6_ADDRSTRLEN];
    if (!is_four && inet_pton(AF_INET6, address, &six.sin6_addr) != 1)
        fail(address);
    int s = open_socket(is_four ? AF_INET : AF_INET6, type);
    if (connect(s, is_four ? (struct sockaddr *)&four : (struct sockaddr *)&six, is_four ? sizeof four : sizeof six) < 0)
        fail("connect");
    if (type == SOCK_DGRAM && send(s, "?", 1, 0) < 0)
        fail("send");
    ssize_t length = recv(s, answer, sizeof answer, 0);
    if (length <= 0)
        fail("recv");
    printf("%.*s\n", (int)length, answer);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int type = strcmp(argv[2], "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM;
    if (strcmp(argv[1], "serve") == 0)
        serve(type, atoi(argv[3]));
    else if (argc == 5)
        ask(type, argv[3], atoi(argv[4]));
    return 0;
}
