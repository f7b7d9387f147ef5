#include "record/history.h"

#include <array>
#include <utility>

namespace triwire::conformance {

std::string_view name(Kind kind) {
  constexpr std::array<std::string_view, 26> NAMES{
      "calling",  "returned", "threw", "settled",     "called",   "dispatched", "finished",
      "assigned", "replied",  "sent",  "resolved",    "released", "registered", "marked",
      "uncaught", "closed",   "done",  "unsupported", "failed",   "command",    "expired",
      "linked",   "wrote",    "read",  "unlinked", "did"};
  return NAMES.at(static_cast<std::size_t>(kind));
}

std::size_t History::append(const Event& event) {
  events_.push_back(event);
  return events_.size() - 1;
}

std::uint32_t History::add(Command command) {
  commands_.push_back(std::move(command));
  return static_cast<std::uint32_t>(commands_.size() - 1);
}

std::string_view History::intern(std::string_view text) {
  if (text.empty()) return {};
  if (const auto known = interned_.find(text); known != interned_.end()) return *known;
  const std::string_view kept = texts_.emplace_back(text);
  interned_.insert(kept);
  return kept;
}

std::span<const std::string_view> History::internAll(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::vector<std::string_view>& list = lists_.emplace_back();
  list.reserve(texts.size());
  for (const std::string& text : texts) list.push_back(intern(text));
  return list;
}

const ErrorDetail* History::keep(const ErrorDetail& error) {
  return &errors_.emplace_back(ErrorDetail{.outcome = intern(error.outcome),
                                           .name = intern(error.name),
                                           .message = intern(error.message),
                                           .code = intern(error.code),
                                           .remoteName = intern(error.remoteName),
                                           .remoteMessage = intern(error.remoteMessage),
                                           .value = intern(error.value)});
}

const WireDetail* History::keep(const WireDetail& wire) {
  WireDetail kept = wire;
  for (std::string_view* text : {&kept.frame, &kept.what, &kept.misdeed, &kept.breaks})
    *text = intern(*text);
  return &wires_.emplace_back(kept);
}

}  // namespace triwire::conformance
