"""An OpenAI-compatible server that answers well or badly, as its first argument says; for tests.

It prints its port, and appends a line to the file of its second argument for each request: the body's seed and last message.
"""

import base64
import http.server
import json
import socket
import ssl
import struct
import sys
import threading
import time

mode, log = sys.argv[1], sys.argv[2]
lock = threading.Lock()
counts = {}
under_way = 0
most = 0


def answer(text, finish="stop", **more):
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "text": text, "finish_reason": finish}
    return {
        "id": "x", "object": "chat.completion", "model": "m", "choices": [{**choice, **more}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def send(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def do_GET(self):
        if mode == "no-v1":
            return self.send(404, {"detail": "Not Found"})
        self.send(200, {"object": "list", "data": [{"id": "m"}, {"id": "other-model"}]})

    def do_POST(self):
        global under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        try:
            self.post()
        finally:
            with lock:
                under_way -= 1

    def post(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        messages = request.get("messages") or [{"content": request.get("prompt")}]
        key = json.dumps([self.path, request.get("seed"), messages])
        with lock:
            seen = counts[key] = counts.get(key, 0) + 1
            with open(log, "a") as file:
                file.write(json.dumps({"key": key, "under_way": under_way, "request": request}) + "\n")
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if mode == "echo":
            # The key in every place that a client may show or keep.
            return self.send(200, answer("print(1)  # " + token, finish="stop"))
        if mode == "echo-error":
            return self.send(400, {"error": {"message": "Incorrect key " + token}}, [("Location", token)])
        if mode == "echo-nonsense":
            return self.send(200, ("you sent " + token).encode())
        if mode == "echo-redirect":
            return self.send(302, b"", [("Location", "http://127.0.0.1:1/" + token)])
        if mode in ("404", "no-v1"):
            return self.send(404, {"error": {"message": "The model does not exist.", "type": "NotFoundError"}})
        if mode == "429" and seen <= 2:
            return self.send(429, {"error": {"message": "slow down"}}, [("Retry-After", "1")])
        if mode == "429-always":
            return self.send(429, {"error": {"message": "slow down"}}, [("Retry-After", "86400")])
        if mode == "500" and seen <= 2:
            return self.send(503, b"<html>overloaded</html>")
        if mode == "401":
            return self.send(401, {"error": {"message": "no key"}})
        if mode == "slow":
            time.sleep(600)
        if mode == "pause":
            time.sleep(0.05)
        if mode == "truncated" and seen <= 1:
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"choices": [')
            self.close_connection = True
            return
        if mode == "reset" and seen <= 1:
            return self.reset()
        if mode == "reset-always":
            return self.reset()
        if mode == "nonsense":
            return self.send(200, b"\xff\xfe{]")
        if mode == "empty-object":
            return self.send(200, {})
        if mode == "huge":
            return self.send(200, answer("x" * 10_000_000))
        if mode == "redirect":
            return self.send(307, b"", [("Location", "http://127.0.0.1:1/v1/chat/completions")])
        if mode == "full":
            return self.send(
                400, {"object": "error", "message": "This model's maximum context length is 8 tokens.", "code": 400})
        if mode == "length":
            return self.send(200, answer("for i in", finish="length"))
        if mode == "stops":
            return self.send(200, answer("one END two"))
        if mode == "tokens":
            logprobs = {"content": [{"token": "a", "logprob": -0.25}, {"token": "b", "logprob": -0.5}]}
            return self.send(200, answer("ab", logprobs=logprobs, token_ids=[5, 6]))
        # A program that depends on all that was asked, so that answers tell requests apart.
        digest = base64.b32encode(str(abs(hash_of(key))).encode()).decode().strip("=")
        self.send(200, answer(f"```python\nprint('{digest}')\n```"))


def hash_of(text):
    value = 0
    for letter in text.encode():
        value = (value * 31 + letter) % (1 << 40)
    return value


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, *arguments):
        pass


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_port, flush=True)
# Ends with whoever started it.
threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
server.serve_forever()
