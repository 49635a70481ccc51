/* A mail server for benches: takes everything, keeps nothing, counts every message by its Message-ID.

   It prints its port and serves loopback until it is killed. Besides SMTP with PIPELINING it knows one verb
   of its own, STAT, answered by "250 accepted distinct twice last_accept cpu connections": how many it took, how many
   different ones, how many once more, when the last (seconds since 1970), and the CPU time it used so far. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM 65536  /* bytes read at once; a line longer than that ends the connection */
#define HEAD 4096   /* a Message-ID stands within so many bytes, or the recipient is counted instead */
#define ANSWERS 8192
#define EVENTS 256

struct session {
    int socket, in_data, named;
    size_t held, said;
    uint64_t recipient, id;
    char room[ROOM], answers[ANSWERS];
};

/* Fingerprints of all that was taken, in a table that grows before it is half full. */
static uint64_t *table;
static size_t places = 1 << 21, distinct;
static uint64_t accepted, twice, connections;
static double last_accept;

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    return at.tv_sec + at.tv_nsec / 1e9;
}

static uint64_t fingerprint(const char *text, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t n = 0; n < length; n++)
        hash = (hash ^ (unsigned char)text[n]) * 0x100000001b3u;
    hash ^= hash >> 29;
    return hash ? hash : 1;
}

static int seen(uint64_t *within, size_t size, uint64_t id)
{
    size_t place = id & (size - 1);
    while (within[place] && within[place] != id)
        place = (place + 1) & (size - 1);
    if (within[place])
        return 1;
    within[place] = id;
    return 0;
}

static void grow(void)
{
    uint64_t *larger = calloc(places * 2, sizeof *larger);
    if (!larger) {
        perror("sink");
        exit(1);
    }
    for (size_t n = 0; n < places; n++)
        if (table[n])
            seen(larger, places * 2, table[n]);
    free(table);
    table = larger;
    places *= 2;
}

static void count(uint64_t id)
{
    if (distinct * 2 > places)
        grow();
    if (seen(table, places, id))
        twice++;
    else
        distinct++;
    accepted++;
    last_accept = now();
}

static void say(struct session *s, const char *line)
{
    size_t length = strlen(line);
    if (s->said + length <= ANSWERS) {
        memcpy(s->answers + s->said, line, length);
        s->said += length;
    }
}

static void tell(struct session *s)
{
    struct rusage used;
    char line[200];
    getrusage(RUSAGE_SELF, &used);
    snprintf(line, sizeof line, "250 %llu %zu %llu %.6f %.3f %llu\r\n", (unsigned long long)accepted,
             distinct, (unsigned long long)twice, last_accept,
             used.ru_utime.tv_sec + used.ru_stime.tv_sec
                 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
             (unsigned long long)connections);
    say(s, line);
}

static int is(const char *line, size_t length, const char *verb)
{
    size_t wanted = strlen(verb);
    return length >= wanted && strncasecmp(line, verb, wanted) == 0;
}

/* One command; false when the connection should end. */
static int command(struct session *s, const char *line, size_t length)
{
    if (is(line, length, "MAIL")) {
        s->recipient = 0;
        say(s, "250 2.1.0 Ok\r\n");
    } else if (is(line, length, "RCPT")) {
        s->recipient = fingerprint(line, length);
        say(s, "250 2.1.5 Ok\r\n");
    } else if (is(line, length, "DATA")) {
        s->in_data = s->recipient != 0;
        s->named = 0;
        s->id = s->recipient;
        say(s, s->in_data ? "354 Go on\r\n" : "503 5.5.1 No recipient\r\n");
    } else if (is(line, length, "EHLO")) {
        say(s, "250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n");
    } else if (is(line, length, "STAT")) {
        tell(s);
    } else if (is(line, length, "QUIT")) {
        say(s, "221 Bye\r\n");
        return 0;
    } else {
        int known = is(line, length, "RSET") || is(line, length, "NOOP") || is(line, length, "HELO");
        say(s, known ? "250 Ok\r\n" : "500 5.5.1 What?\r\n");
    }
    return 1;
}

static void name(struct session *s, const char *text, size_t length)
{
    const char *found = memmem(text, length < HEAD ? length : HEAD, "\nMessage-ID:", 12);
    const char *end = found ? memchr(found + 1, '\n', text + length - found - 1) : NULL;
    if (end)
        s->id = fingerprint(found + 12, end - found - 12);
    s->named = 1;
}

/* Part of a text; returns how many bytes are done with. Its last few stay, as the end may stand across two reads. */
static size_t body(struct session *s, char *text, size_t length)
{
    char *end = memmem(text, length, "\r\n.\r\n", 5);
    if (!s->named && (end || length >= HEAD))
        name(s, text, length);
    if (end) {
        s->in_data = 0;
        count(s->id);
        say(s, "250 2.0.0 Taken\r\n");
        return end + 5 - text;
    }
    return s->named && length > 4 ? length - 4 : 0;
}

/* All that was read; false when the connection should end. */
static int go_on(struct session *s)
{
    size_t done = 0;
    int open = 1;
    while (open && done < s->held) {
        char *text = s->room + done;
        size_t length = s->held - done, used;
        if (s->in_data) {
            used = body(s, text, length);
            if (!used || s->in_data) {
                done += used;
                break;
            }
        } else {
            char *end = memchr(text, '\n', length);
            if (!end)
                break;
            used = end + 1 - text;
            open = command(s, text, used);
        }
        done += used;
    }
    memmove(s->room, s->room + done, s->held - done);
    s->held -= done;
    if (s->said && send(s->socket, s->answers, s->said, MSG_NOSIGNAL) < 0)
        open = 0;
    s->said = 0;
    return open && s->held < ROOM;
}

static int listen_on(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (door < 0 || bind(door, (struct sockaddr *)&at, length) || listen(door, 1024)
        || getsockname(door, (struct sockaddr *)&at, &length)) {
        perror("sink");
        exit(1);
    }
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return door;
}

static void greet(int loop, int door)
{
    int one = 1, fresh = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct session *s = fresh < 0 ? NULL : calloc(1, sizeof *s);
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = s};
    if (!s)
        return;
    setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    s->socket = fresh;
    connections++;
    say(s, "220 sink ESMTP\r\n");
    go_on(s);
    epoll_ctl(loop, EPOLL_CTL_ADD, fresh, &wanted);
}

static void hear(struct session *s)
{
    ssize_t got = recv(s->socket, s->room + s->held, ROOM - s->held, 0);
    if (got > 0) {
        s->held += got;
        if (go_on(s))
            return;
    }
    close(s->socket);
    free(s);
}

int main(void)
{
    int door = listen_on(), loop = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = NULL}, found[EVENTS];
    table = calloc(places, sizeof *table);
    if (!table || epoll_ctl(loop, EPOLL_CTL_ADD, door, &wanted)) {
        perror("sink");
        return 1;
    }
    for (;;) {
        int number = epoll_wait(loop, found, EVENTS, -1);
        for (int n = 0; n < number; n++) {
            if (found[n].data.ptr)
                hear(found[n].data.ptr);
            else
                greet(loop, door);
        }
    }
}
