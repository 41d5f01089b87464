/// What the thread sanitizer is not to report, in the form of its manual, "ThreadSanitizerSuppressions".
const char *__tsan_default_suppressions(void);
