// HTTP requests through libcurl: many at once on one thread, each bounded in time and in what it may answer.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct chttp_client chttp_client;

// What a request sends, and its bounds. Everything is copied before `chttp_start` returns.
typedef struct {
    const char *url;
    // NULL: a GET without a body.
    const uint8_t *body;
    size_t body_count;
    // Lines such as `Accept: application/json`.
    const char *const *headers;
    size_t header_count;
    // Until a connection stands, and until all is there.
    long connect_milliseconds, total_milliseconds;
    // More bytes of an answer end the request.
    size_t limit;
    // Certificates to trust in place of the system's; NULL for these.
    const char *certificates;
} chttp_request;

typedef enum {
    CHTTP_ANSWERED,
    // Nothing was sent: no such host, nobody listens, no way there.
    CHTTP_UNREACHABLE,
    CHTTP_CONNECT_TIMEOUT,
    CHTTP_TIMEOUT,
    // The connection broke: reset, closed without an answer or in the middle of one.
    CHTTP_BROKEN,
    CHTTP_TOO_LARGE,
    // The certificate is not one that is trusted for this host.
    CHTTP_UNTRUSTED,
    // No TLS at all: the server speaks something else, or the file of certificates cannot be read.
    CHTTP_NO_TLS,
    CHTTP_FAILED,
} chttp_outcome;

// What came back. Lives until the callback returns.
typedef struct {
    chttp_outcome outcome;
    // 0 unless answered.
    long status;
    const uint8_t *body;
    size_t body_count;
    // Header lines of use: their values, or NULL.
    const char *retry_after, *location;
    // libcurl's words for what went wrong; empty if nothing did.
    const char *problem;
} chttp_response;

// Called once a request, on the client's own thread, which it must not block.
typedef void (*chttp_done)(void *context, const chttp_response *response);

// NULL where there is no memory or no thread.
chttp_client *chttp_open(void);

// Begins a request.
//
// Returns its number, or 0 where it cannot begin: `done` is then not called.
uint64_t chttp_start(chttp_client *client, const chttp_request *request, void *context, chttp_done done);

// Ends a request early, if it is under way: `done` is told CHTTP_FAILED.
void chttp_cancel(chttp_client *client, uint64_t number);

// Ends all requests and the thread. Not from `done`.
void chttp_close(chttp_client *client);

// The time that an HTTP header's date names, in seconds since 1970; -1 where it names none.
int64_t chttp_date(const char *text);
