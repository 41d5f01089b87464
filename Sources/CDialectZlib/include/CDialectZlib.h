// The system's zlib, by a module of this package's own. The macros of zlib.h that Swift cannot see are functions here.
#ifndef C_DIALECT_ZLIB_H
#define C_DIALECT_ZLIB_H

#include <zlib.h>

static inline int CDialectZlib_deflateInit2(
    z_streamp stream, int level, int method, int windowBits, int memLevel, int strategy)
{
    return deflateInit2(stream, level, method, windowBits, memLevel, strategy);
}

static inline int CDialectZlib_inflateInit2(z_streamp stream, int windowBits) { return inflateInit2(stream, windowBits); }

#endif
