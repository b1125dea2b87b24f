"""Asks for addresses with a Python library: LIBRARY PAUSE_S USER_AGENT|- session|single URL..."""
import ssl
import sys
import time
import urllib.request

library, pause, agent, keeping, *urls = sys.argv[1:]
headers = {} if agent == "-" else {"User-Agent": agent}


def by_requests():
    import requests

    session = requests.Session() if keeping == "session" else requests
    return lambda url: session.get(url, headers=headers, verify=False, timeout=5).content


def by_httpx():
    import httpx

    if keeping == "session":
        client = httpx.Client(verify=False, http2=True, timeout=5)
        return lambda url: client.get(url, headers=headers).content
    return lambda url: httpx.get(url, headers=headers, verify=False, timeout=5).content


def by_urllib():
    context = ssl._create_unverified_context()
    return lambda url: urllib.request.urlopen(
        urllib.request.Request(url, headers=headers), context=context, timeout=5
    ).read()


ask = {"requests": by_requests, "httpx": by_httpx, "urllib": by_urllib}[library]()
for url in urls:
    try:
        ask(url)
    except Exception as reason:
        print(reason, file=sys.stderr)
    time.sleep(float(pause))
