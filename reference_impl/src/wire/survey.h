// The look over values before they are encoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "triwire/value.h"
#include "value/graph.h"
#include "value/long_text.h"

namespace triwire::wire {

/// Values to be encoded together.
using Roots = std::span<const detail::Cell* const>;

/// Numbers the nodes that can be reached from some values, in the order of first visit, depth
/// first; finds what cannot be cloned; and measures. It does not recurse. Until the next survey of
/// the same nodes, `Node::number` is a node's index.
class Survey {
 public:
  /// `root` names the values in errors: "result", or "args" followed by an index.
  explicit Survey(std::string root, bool indexed) : root_(std::move(root)), indexed_(indexed) {}

  /// Throws UnclonableError, naming the value.
  void look(Roots roots);

  const std::vector<detail::Node*>& nodes() const { return nodes_; }
  /// Nodes from a root, along first visits.
  std::uint32_t depth() const { return depth_; }
  /// About the words that encoding needs, beside `texts`; rather too many.
  std::uint64_t words() const { return words_; }
  /// The long texts that take up an eighth of everything or more: the message may refer to them.
  const std::vector<std::shared_ptr<const detail::LongText>>& texts() const { return texts_; }
  /// None is shorter; all others are.
  std::size_t textBytesMin() const { return textBytesMin_; }

 private:
  static constexpr std::uint32_t NO_PARENT = 0xFFFF'FFFF;

  struct Step {  // Along a reference not followed yet.
    const detail::Cell* cell;
    std::uint32_t parent;
    std::uint32_t depth;
  };

  void lookAt(const detail::Cell& cell, std::uint32_t parent, std::uint32_t depth);
  void lookInto(const detail::Node& node, std::uint32_t number, std::uint32_t depth);
  void lookAtText(const std::string& text, const detail::Cell* cell, std::uint32_t parent);
  void lookAtText(const std::shared_ptr<const detail::LongText>& text, const detail::Cell* cell,
                  std::uint32_t parent);
  void countText(detail::TextForm form, std::size_t bytes, const detail::Cell* cell,
                 std::uint32_t parent);
  void chooseTexts();
  [[noreturn]] void refuse(const detail::Cell* cell, std::uint32_t parent, const std::string& why);
  std::string pathTo(const detail::Cell* cell, std::uint32_t parent) const;

  std::string root_;
  bool indexed_;
  Roots roots_;
  std::uint64_t walk_ = 0;
  std::vector<detail::Node*> nodes_;
  std::vector<Step> ways_;  // For each node, how it was first reached.
  std::vector<Step> open_;
  std::uint32_t depth_ = 0;
  std::uint64_t words_ = 0;
  std::vector<std::shared_ptr<const detail::LongText>> texts_;
  std::size_t textBytesMin_ = 0;
};

/// Whether a message can take a text as it is, as one of its segments.
bool isSegment(const detail::LongText& text);

/// How the place `cell` is written behind the value of `node` that holds it: ".name", "[3]",
/// ".cause".
std::string stepInto(const detail::Node& node, const detail::Cell* cell);

}  // namespace triwire::wire
