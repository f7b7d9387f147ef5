// Cap'n Proto 0.9's own headers, read by a newer compiler: they leave `const char*` == `StringPtr` to C++20's reversed operators, which
// the StringPtr's operator!= switches off since (P2468). Included before everything else by clang 16 and newer.
#pragma once

#ifdef __cplusplus
#include <kj/string.h>

namespace kj {
inline bool operator==(const char* left, const StringPtr& right) { return right == StringPtr(left); }
inline bool operator!=(const char* left, const StringPtr& right) { return !(left == right); }
inline bool operator==(const char* left, const String& right) { return StringPtr(right) == StringPtr(left); }
inline bool operator!=(const char* left, const String& right) { return !(left == right); }
}  // namespace kj
#endif
