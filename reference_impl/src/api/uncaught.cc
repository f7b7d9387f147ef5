#include "api/uncaught.h"

#include <cstdio>

namespace triwire {

ThrownError thrownErrorFrom(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const JsError& thrown) {
    return thrown.thrown();
  } catch (const Value& thrown) {
    return ThrownError::from(thrown);
  } catch (const std::exception& thrown) {
    return ThrownError::error("Error", thrown.what());
  } catch (...) {
    return ThrownError::error("Error", "an exception that is no std::exception");
  }
}

void printUncaught(const std::exception_ptr& error) {
  std::fprintf(stderr, "Uncaught %s\n", thrownErrorFrom(error).text.c_str());
}

}  // namespace triwire
