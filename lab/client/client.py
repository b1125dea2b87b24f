"""A Python client of the laboratory: reads one visit as JSON, makes its requests, tells each as a line of JSON."""

import http.client
import json
import socket
import ssl
import sys
import urllib.error
import urllib.request

visit = json.load(sys.stdin)
source = (visit["src_ip"], 0)


def context():
    made = ssl.create_default_context(cafile=visit["authority"])
    version = ssl.TLSVersion.TLSv1_2 if visit["tls_version"] == "1.2" else ssl.TLSVersion.TLSv1_3
    made.minimum_version = made.maximum_version = version
    return made


class Recorded:
    """Keeps the bytes of the request head as they go to the socket."""

    head = b""

    def send(self, data):
        if self.head.find(b"\r\n\r\n") == -1 and isinstance(data, bytes):
            self.head += data
        super().send(data)

    def connect(self):
        super().connect()
        self.src_port = self.sock.getsockname()[1]


class Plain(Recorded, http.client.HTTPConnection):
    pass


class Secure(Recorded, http.client.HTTPSConnection):
    pass


def connection(host=None, **ignored):
    if visit["scheme"] == "https":
        return Secure(visit["host"], source_address=source, context=context(), timeout=30)
    return Plain(visit["host"], source_address=source, timeout=30)


def tell(link, request, status):
    lines = link.head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    pairs = [line.split(":", 1) for line in lines]
    print(json.dumps({
        "src_port": link.src_port,
        "http_version": "1.1",
        "method": request["method"],
        "host": visit["host"],
        "target": request["target"],
        "headers": [[name, value.strip()] for name, value in pairs],
        "status_code": status,
    }), flush=True)
    link.head = b""


def by_http_client():
    link = connection()
    for request in visit["requests"]:
        body = request["body"].encode() if request["method"] == "POST" else None
        link.request(request["method"], request["target"], body=body, headers=dict(request["headers"]))
        answer = link.getresponse()
        answer.read()
        tell(link, request, answer.status)
    link.close()


class Opener(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    def __init__(self):
        urllib.request.HTTPHandler.__init__(self)

    def open_here(self, request):
        def made(host, **ignored):
            self.link = connection()
            return self.link

        return self.do_open(made, request)

    http_open = open_here
    https_open = open_here


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *ignored):
        return None


def by_urllib():
    for request in visit["requests"]:
        opener = Opener()
        url = visit["scheme"] + "://" + visit["host"] + request["target"]
        body = request["body"].encode() if request["method"] == "POST" else None
        wanted = urllib.request.Request(url, data=body, headers=dict(request["headers"]), method=request["method"])
        try:
            with urllib.request.build_opener(opener, Stay).open(wanted, timeout=30) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as refused:
            status = refused.code
        tell(opener.link, request, status)


# The source address decides the family: only addresses of that family are tried.
resolve = socket.getaddrinfo
family = socket.AF_INET6 if ":" in visit["src_ip"] else socket.AF_INET
socket.getaddrinfo = lambda host, port, _=0, *rest: resolve(host, port, family, *rest)

by_urllib() if visit["client"] == "python-urllib" else by_http_client()
