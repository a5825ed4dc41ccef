#include "chttp.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// One thread drives libcurl's multi interface. Other threads leave requests and numbers to cancel under the lock, and wake it.

typedef struct transfer {
    struct transfer *next;
    uint64_t number;
    CURL *easy;
    struct curl_slist *headers;
    chttp_done done;
    void *context;
    uint8_t *body;
    size_t count, capacity, limit;
    bool too_large, no_memory;
    char *retry_after, *location;
    char problem[CURL_ERROR_SIZE];
} transfer;

typedef struct number {
    struct number *next;
    uint64_t value;
} number;

struct chttp_client {
    CURLM *multi;
    pthread_t thread;
    pthread_mutex_t lock;
    // Guarded by the lock.
    transfer *arriving;
    number *cancelled;
    uint64_t last;
    bool closing;
    // The thread's own.
    transfer *running;
};

static void prepare(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static void destroy(transfer *it) {
    if (it->easy) curl_easy_cleanup(it->easy);
    curl_slist_free_all(it->headers);
    free(it->body);
    free(it->retry_after);
    free(it->location);
    free(it);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    transfer *it = context;
    count *= size;
    if (count > it->limit - it->count) {
        it->too_large = true;
        return 0;
    }
    if (it->count + count > it->capacity) {
        size_t capacity = it->capacity ? it->capacity * 2 : 4096;
        while (capacity < it->count + count) capacity *= 2;
        uint8_t *body = realloc(it->body, capacity);
        if (!body) {
            it->no_memory = true;
            return 0;
        }
        it->body = body;
        it->capacity = capacity;
    }
    memcpy(it->body + it->count, bytes, count);
    it->count += count;
    return count;
}

// The value of a header line called `name`, at most 1 KiB of it, or NULL.
static char *value_of(const char *line, size_t count, const char *name) {
    size_t length = strlen(name);
    if (count <= length || strncasecmp(line, name, length) != 0 || line[length] != ':') return NULL;
    const char *start = line + length + 1, *end = line + count;
    while (start < end && (*start == ' ' || *start == '\t')) start++;
    while (end > start && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' ')) end--;
    size_t size = (size_t)(end - start);
    return strndup(start, size > 1024 ? 1024 : size);
}

static size_t take_header(char *line, size_t size, size_t count, void *context) {
    transfer *it = context;
    count *= size;
    char *retry_after = value_of(line, count, "Retry-After"), *location = value_of(line, count, "Location");
    if (retry_after) {
        free(it->retry_after);
        it->retry_after = retry_after;
    }
    if (location) {
        free(it->location);
        it->location = location;
    }
    return count;
}

static chttp_outcome outcome_of(const transfer *it, CURLcode code) {
    if (it->too_large) return CHTTP_TOO_LARGE;
    switch (code) {
    case CURLE_OK: return CHTTP_ANSWERED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT: return CHTTP_UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT: {
        curl_off_t connected = 0;
        curl_easy_getinfo(it->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
        return connected > 0 ? CHTTP_TIMEOUT : CHTTP_CONNECT_TIMEOUT;
    }
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return CHTTP_BROKEN;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR: return CHTTP_UNTRUSTED;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER: return CHTTP_NO_TLS;
    default: return CHTTP_FAILED;
    }
}

static void finish(transfer *it, chttp_outcome outcome, const char *problem) {
    chttp_response response = {
        .outcome = outcome, .body = it->body, .body_count = it->count, .retry_after = it->retry_after,
        .location = it->location, .problem = problem,
    };
    if (outcome == CHTTP_ANSWERED) curl_easy_getinfo(it->easy, CURLINFO_RESPONSE_CODE, &response.status);
    it->done(it->context, &response);
    destroy(it);
}

// Takes a transfer out of those that run.
static transfer *detach(chttp_client *client, const transfer *which) {
    for (transfer **place = &client->running; *place; place = &(*place)->next) {
        if (*place == which) {
            transfer *found = *place;
            *place = found->next;
            curl_multi_remove_handle(client->multi, found->easy);
            return found;
        }
    }
    return NULL;
}

static void begin(chttp_client *client, transfer *it) {
    it->next = client->running;
    client->running = it;
    if (curl_multi_add_handle(client->multi, it->easy) != CURLM_OK) {
        client->running = it->next;
        finish(it, CHTTP_FAILED, "libcurl takes no more requests");
    }
}

static void *run(void *context) {
    chttp_client *client = context;
    while (true) {
        pthread_mutex_lock(&client->lock);
        transfer *arriving = client->arriving;
        number *cancelled = client->cancelled;
        bool closing = client->closing;
        client->arriving = NULL;
        client->cancelled = NULL;
        pthread_mutex_unlock(&client->lock);

        while (arriving) {
            transfer *next = arriving->next;
            begin(client, arriving);
            arriving = next;
        }
        while (cancelled) {
            number *next = cancelled->next;
            for (transfer *it = client->running; it; it = it->next) {
                if (it->number == cancelled->value) {
                    finish(detach(client, it), CHTTP_FAILED, "cancelled");
                    break;
                }
            }
            free(cancelled);
            cancelled = next;
        }
        if (closing) {
            while (client->running) finish(detach(client, client->running), CHTTP_FAILED, "cancelled");
            return NULL;
        }
        int under_way = 0, left = 0;
        curl_multi_perform(client->multi, &under_way);
        CURLMsg *message;
        while ((message = curl_multi_info_read(client->multi, &left))) {
            if (message->msg != CURLMSG_DONE) continue;
            CURLcode code = message->data.result;
            transfer *it = NULL;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &it);
            it = detach(client, it);
            if (!it) continue;
            const char *words = it->no_memory ? "no memory is left" : it->problem[0] ? it->problem : curl_easy_strerror(code);
            finish(it, outcome_of(it, code), code == CURLE_OK ? "" : words);
        }
        curl_multi_poll(client->multi, NULL, 0, 1000, NULL);
    }
}

chttp_client *chttp_open(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, prepare);
    chttp_client *client = calloc(1, sizeof *client);
    if (!client) return NULL;
    client->multi = curl_multi_init();
    pthread_mutex_init(&client->lock, NULL);
    if (!client->multi || pthread_create(&client->thread, NULL, run, client) != 0) {
        if (client->multi) curl_multi_cleanup(client->multi);
        pthread_mutex_destroy(&client->lock);
        free(client);
        return NULL;
    }
    return client;
}

static bool set_up(transfer *it, const chttp_request *request) {
    bool is_well = true;
#define SET(option, value) is_well = curl_easy_setopt(it->easy, option, value) == CURLE_OK && is_well
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_PRIVATE, it);
    SET(CURLOPT_ERRORBUFFER, it->problem);
    SET(CURLOPT_NOSIGNAL, 1L);
    // A request that carries a key goes where it was sent and nowhere else.
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
    SET(CURLOPT_TIMEOUT_MS, request->total_milliseconds);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, it);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, it);
    SET(CURLOPT_HTTPHEADER, it->headers);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    if (request->certificates) SET(CURLOPT_CAINFO, request->certificates);
    if (request->body) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_count);
        SET(CURLOPT_COPYPOSTFIELDS, (const char *)request->body);
    }
#undef SET
    return is_well;
}

uint64_t chttp_start(chttp_client *client, const chttp_request *request, void *context, chttp_done done) {
    transfer *it = calloc(1, sizeof *it);
    if (!it) return 0;
    it->done = done;
    it->context = context;
    it->limit = request->limit;
    it->easy = curl_easy_init();
    bool is_well = it->easy != NULL;
    for (size_t index = 0; is_well && index < request->header_count; index++) {
        struct curl_slist *longer = curl_slist_append(it->headers, request->headers[index]);
        if (longer) it->headers = longer;
        is_well = longer != NULL;
    }
    if (!is_well || !set_up(it, request)) {
        destroy(it);
        return 0;
    }
    pthread_mutex_lock(&client->lock);
    uint64_t given = it->number = ++client->last;
    it->next = client->arriving;
    client->arriving = it;
    pthread_mutex_unlock(&client->lock);
    curl_multi_wakeup(client->multi);
    return given;
}

void chttp_cancel(chttp_client *client, uint64_t value) {
    number *it = malloc(sizeof *it);
    if (!it) return;
    it->value = value;
    pthread_mutex_lock(&client->lock);
    it->next = client->cancelled;
    client->cancelled = it;
    pthread_mutex_unlock(&client->lock);
    curl_multi_wakeup(client->multi);
}

void chttp_close(chttp_client *client) {
    pthread_mutex_lock(&client->lock);
    client->closing = true;
    pthread_mutex_unlock(&client->lock);
    curl_multi_wakeup(client->multi);
    pthread_join(client->thread, NULL);
    curl_multi_cleanup(client->multi);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

int64_t chttp_date(const char *text) { return curl_getdate(text, NULL); }
