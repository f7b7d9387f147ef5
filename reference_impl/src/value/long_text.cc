#include "value/long_text.h"

#include <utility>

namespace triwire::detail {

const std::string& LongText::string() const {
  if (owner_ != nullptr) std::call_once(copied_, [this] { copy_ = bytes_; });
  return copy_;
}

TextForm LongText::form() const {
  TextForm form = form_.load(std::memory_order_relaxed);
  if (form == NOT_LOOKED) {
    form = formOf(bytes_);
    form_.store(form, std::memory_order_relaxed);
  }
  return form;
}

bool operator==(const SharedText& left, const SharedText& right) {
  return left.text == right.text || left.text->view() == right.text->view();
}

Cell longCellOf(std::string text) {
  return SharedText{std::make_shared<const LongText>(std::move(text))};
}

std::optional<std::string_view> textOf(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* shared = std::get_if<SharedText>(&cell)) return shared->text->view();
  return std::nullopt;
}

}  // namespace triwire::detail
