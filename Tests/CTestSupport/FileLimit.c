#include "CTestSupport.h"

#include <sys/resource.h>

// Tests that run at once have hundreds of sockets open, and macOS lets a process have 256 unless it asks for more.
__attribute__((constructor)) static void raiseFileLimit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const rlim_t wanted = 4096;
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}
