#include "CDialectZlib.h"
