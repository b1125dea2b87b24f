/*
 * Runs the ClickHouse inside libchdb with its own main function:
 *   launcher <libchdb.so> <argument>...
 * ClickHouse checks the depth of its stack, so it must be entered from a program's first thread,
 * not through a foreign-function interface of another language.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>

typedef void *(*command_line)(int argc, char **argv);

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: launcher <libchdb.so> <argument>...\n");
        return 2;
    }
    /* Ctrl-C reaches the whole group; the parent ends us in order by closing our standard input. */
    signal(SIGINT, SIG_IGN);
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 3;
    }
    command_line run = (command_line)dlsym(library, "chdb_query_cmdline");
    if (!run) {
        fprintf(stderr, "%s\n", dlerror());
        return 3;
    }
    argv[1] = (char *)"clickhouse-local";
    return run(argc - 1, argv + 1) ? 0 : 1;
}
