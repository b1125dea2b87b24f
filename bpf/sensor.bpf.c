/* One object, so that the programs share their maps and one ring. */
#include "ingress.bpf.c"
#include "plaintext.bpf.c"
#include "tls.bpf.c"
#include "tls-return.bpf.c"

char program_license[] SEC("license") = "GPL";
