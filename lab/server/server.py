"""A Python server of the laboratory: answers everything and writes what it answered, a line of JSON each."""

import http.server
import json
import socket
import ssl
import sys
import threading
import time

ipv4, ipv6, certificate, key, access_log = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
log = open(access_log, "a", buffering=1)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 65

    def answer(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            size = -1
            while size:
                size = int(self.rfile.readline().split(b";")[0], 16)
                self.rfile.read(size + 2)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"ok")
        source, target = self.client_address, self.connection.getsockname()
        log.write(json.dumps({
            "time_ms": time.time(),
            "src_ip": source[0], "src_port": source[1], "dst_ip": target[0], "dst_port": target[1],
            "scheme": "https" if target[1] == 443 else "http", "http_version": self.request_version,
            "method": self.command, "host": self.headers.get("Host", ""), "target": self.path,
            "status_code": 200, "keepalives": 0, "user_agent": self.headers.get("User-Agent", ""),
        }) + "\n")

    do_GET = do_POST = do_HEAD = answer

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def process_request_thread(self, request, client_address):
        try:
            if self.server_address[1] == 443:
                request = context.wrap_socket(request, server_side=True)
            super().process_request_thread(request, client_address)
        except OSError:
            request.close()


class Server6(Server):
    address_family = socket.AF_INET6


for kind, address in ((Server, ipv4), (Server6, ipv6)):
    for port in (80, 443):
        threading.Thread(target=kind((address, port), Handler).serve_forever).start()
