// The strings that are too long to be copied with every copy of their value.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "triwire/value.h"
#include "value/wtf8.h"

namespace triwire::detail {

/// A string of at least LONG_TEXT_BYTES that values share. It never changes, and belongs to no
/// thread.
class LongText {
 public:
  explicit LongText(std::string text) : copy_(std::move(text)), bytes_(copy_) {}
  /// UTF-8 that stays where it is as long as `owner` lives, followed by a NUL byte.
  LongText(std::string_view bytes, std::shared_ptr<const void> owner)
      : owner_(std::move(owner)), bytes_(bytes), form_(TextForm::WELL_FORMED) {}
  LongText(const LongText&) = delete;
  LongText& operator=(const LongText&) = delete;

  std::string_view view() const { return bytes_; }
  /// The same as a string of C++; what somebody else owns is copied the first time.
  const std::string& string() const;
  /// Looks at it the first time.
  TextForm form() const;

 private:
  static constexpr auto NOT_LOOKED = static_cast<TextForm>(0xFF);

  std::shared_ptr<const void> owner_;  // Null: `copy_` is what was given.
  mutable std::once_flag copied_;
  mutable std::string copy_;
  std::string_view bytes_;
  mutable std::atomic<TextForm> form_{NOT_LOOKED};
};

/// The text that a cell holds; nothing if it holds none.
std::optional<std::string_view> textOf(const Cell& cell);

}  // namespace triwire::detail
