#include "wire/survey.h"

#include <algorithm>

#include "triwire/convert.h"
#include "triwire/outcome.h"
#include "value/wtf8.h"

namespace triwire::wire {

using detail::Cell;
using detail::Node;

namespace {

// Words of the structs of the schema, with the pointer to each.
constexpr std::uint64_t PAYLOAD_WORDS = 6;
constexpr std::uint64_t VALUE_WORDS =
    5;  // In a list, or behind a pointer with the struct that has it.
constexpr std::uint64_t NODE_WORDS = 14;
constexpr std::uint64_t FAR_WORDS = 2;  // Between a pointer and another segment.
constexpr std::uint64_t TEXTS_MAX = 8;

std::uint64_t wordsOf(std::size_t bytes) { return bytes / 8 + 3; }

}  // namespace

void Survey::look(Roots roots) {
  roots_ = roots;
  walk_ = detail::newWalk();
  words_ = PAYLOAD_WORDS;
  for (const Cell* root : roots) {
    lookAt(*root, NO_PARENT, 0);
    // Depth first: what was found last is followed first, so each node's cells are turned around.
    while (!open_.empty()) {
      const Step step = open_.back();
      open_.pop_back();
      Node* node = std::get<Node*>(*step.cell);
      if (node->lastWalk == walk_) continue;
      node->lastWalk = walk_;
      node->number = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(node);
      ways_.push_back(step);
      depth_ = std::max(depth_, step.depth);
      lookInto(*node, node->number, step.depth);
    }
  }
  chooseTexts();
}

void Survey::lookAt(const Cell& cell, std::uint32_t parent, std::uint32_t depth) {
  words_ += VALUE_WORDS;
  if (const auto* text = std::get_if<std::string>(&cell)) {
    lookAtText(*text, &cell, parent);
  } else if (const auto* shared = std::get_if<detail::SharedText>(&cell)) {
    lookAtText(shared->text, &cell, parent);
  } else if (const auto* number = std::get_if<BigInt>(&cell)) {
    words_ += wordsOf(number->magnitude.size());
  } else if (std::holds_alternative<Node*>(cell)) {
    open_.push_back({&cell, parent, depth + 1});
  } else if (const auto* unclonable = std::get_if<detail::Unclonable>(&cell)) {
    refuse(&cell, parent, unclonable->what);
  }
}

void Survey::lookInto(const Node& node, std::uint32_t number, std::uint32_t depth) {
  words_ += NODE_WORDS;
  const std::size_t before = open_.size();
  detail::forEachCell(node, [&](const Cell& cell) { lookAt(cell, number, depth); });
  std::reverse(open_.begin() + static_cast<std::ptrdiff_t>(before), open_.end());

  const auto names = [&](const detail::PropertyTable& table) {
    for (const auto& [name, cell] : table.entries()) lookAtText(name, &cell, number);
  };
  if (const auto* object = std::get_if<detail::PropertyTable>(&node.data)) {
    names(*object);
  } else if (const auto* array = std::get_if<detail::ArrayData>(&node.data)) {
    names(array->properties);
  } else if (const auto* regexp = std::get_if<detail::RegexpData>(&node.data)) {
    lookAtText(regexp->source, nullptr, number);
    lookAtText(regexp->flags, nullptr, number);
  } else if (const auto* buffer = std::get_if<detail::BufferData>(&node.data)) {
    words_ += wordsOf(buffer->bytes.size());
  } else if (const auto* error = std::get_if<detail::ErrorData>(&node.data)) {
    if (error->message) lookAtText(*error->message, nullptr, number);
    if (error->stack) lookAtText(*error->stack, nullptr, number);
  }
}

void Survey::lookAtText(const std::string& text, const Cell* cell, std::uint32_t parent) {
  countText(detail::formOf(text), text.size(), cell, parent);
}

void Survey::lookAtText(const std::shared_ptr<const detail::LongText>& text, const Cell* cell,
                        std::uint32_t parent) {
  if (!isSegment(*text)) return countText(text->form(), text->view().size(), cell, parent);
  texts_.push_back(text);
}

void Survey::countText(detail::TextForm form, std::size_t bytes, const Cell* cell,
                       std::uint32_t parent) {
  if (form == detail::TextForm::INVALID) refuse(cell, parent, "a string that is not UTF-8");
  words_ += wordsOf(form == detail::TextForm::WELL_FORMED ? bytes : 2 * bytes);
}

/// A message of few segments: there is a limit to them, and to the parts of one write.
void Survey::chooseTexts() {
  std::uint64_t bytes = words_ * 8;
  for (const auto& text : texts_) bytes += text->view().size();
  textBytesMin_ = bytes / TEXTS_MAX;
  std::erase_if(texts_, [&](const auto& text) {
    const std::size_t size = text->view().size();
    words_ += size < textBytesMin_ ? wordsOf(size) : FAR_WORDS;
    return size < textBytesMin_;
  });
}

bool isSegment(const detail::LongText& text) {
  const auto address = reinterpret_cast<std::uintptr_t>(text.view().data());
  return address % alignof(std::uint64_t) == 0 && text.form() == detail::TextForm::WELL_FORMED;
}

void Survey::refuse(const Cell* cell, std::uint32_t parent, const std::string& why) {
  throw UnclonableError(pathTo(cell, parent), why);
}

/// From the place back to the root, then turned around. A null cell is the value of `parent`
/// itself.
std::string Survey::pathTo(const Cell* cell, std::uint32_t parent) const {
  std::vector<std::string> steps;
  while (parent != NO_PARENT) {
    if (cell != nullptr) steps.push_back(stepInto(*nodes_[parent], cell));
    const Step& way = ways_[parent];
    cell = way.cell;
    parent = way.parent;
  }
  std::string path = root_;
  if (indexed_) {
    const auto root = std::find(roots_.begin(), roots_.end(), cell);
    path += "[" + std::to_string(root - roots_.begin()) + "]";
  }
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) path += *step;
  return path;
}

namespace {

std::string stepInto(const detail::PropertyTable& table, const Cell* cell) {
  for (const auto& [name, value] : table.entries()) {
    if (&value == cell) return detail::propertyStep(name);
  }
  return "";
}

}  // namespace

std::string stepInto(const Node& node, const Cell* cell) {
  const auto at = [](const char* before, std::size_t index, const char* behind) {
    return before + std::to_string(index) + behind;
  };
  if (const auto* object = std::get_if<detail::PropertyTable>(&node.data)) {
    return stepInto(*object, cell);
  }
  if (const auto* array = std::get_if<detail::ArrayData>(&node.data)) {
    std::string step;
    array->forEach([&](std::uint32_t index, const Cell& element) {
      if (&element == cell) step = at("[", index, "]");
    });
    return step.empty() ? stepInto(array->properties, cell) : step;
  }
  if (const auto* map = std::get_if<detail::MapData>(&node.data)) {
    const auto& entries = map->table.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (&entries[i].first == cell) return at(".keys()[", i, "]");
      if (&entries[i].second == cell) return at(".values()[", i, "]");
    }
  }
  if (const auto* set = std::get_if<detail::SetData>(&node.data)) {
    const auto& entries = set->table.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (&entries[i].first == cell) return at(".values()[", i, "]");
    }
  }
  if (std::holds_alternative<detail::ViewData>(node.data)) return ".buffer";
  if (std::holds_alternative<detail::ErrorData>(node.data)) return ".cause";
  return "";
}

}  // namespace triwire::wire
