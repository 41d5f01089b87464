#include "CTestSupport.h"

// swift-subprocess keeps its registrations in a `Mutex`, of which the sanitizer does not know that it is a lock: it
// reports a race once two threads contend for it.
const char *__tsan_default_suppressions(void) {
    return "race:swift-subprocess/Sources/Subprocess/\n";
}
