"""Sends one SYN and never ends the handshake, as a SYN scan does; the kernel refuses the answer by itself."""

import random
import socket
import struct
import sys

src_ip, dst_ip, dst_port = sys.argv[1], sys.argv[2], int(sys.argv[3])
# Outside of what the kernel gives to its own sockets.
src_port = random.randint(20000, 30000)


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def segment(check):
    # 24 bytes: SYN, window 1024, MSS 1460: what nmap sends.
    fixed = struct.pack("!HHIIBBHHH", src_port, dst_port, random.getrandbits(32) if not check else sequence, 0, 6 << 4, 2, 1024, check, 0)
    return fixed + b"\x02\x04\x05\xb4"


draft = segment(0)
sequence = struct.unpack("!I", draft[4:8])[0]
pseudo = socket.inet_aton(src_ip) + socket.inet_aton(dst_ip) + struct.pack("!BBH", 0, 6, len(draft))
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
raw.bind((src_ip, 0))
raw.sendto(segment(checksum(pseudo + draft)), (dst_ip, dst_port))
print(src_port)
