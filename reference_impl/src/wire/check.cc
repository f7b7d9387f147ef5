#include "wire/check.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "triwire/value.h"
#include "value/property_table.h"
#include "value/wtf8.h"

namespace triwire::wire {

namespace {

void require(bool holds, const char* otherwise) {
  if (!holds) throw Malformed{otherwise};
}

std::string_view view(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

void checkUnits(capnp::List<std::uint16_t>::Reader units) {
  std::u16string copy;
  for (const std::uint16_t unit : units) copy.push_back(static_cast<char16_t>(unit));
  require(detail::hasUnpairedSurrogate(copy), "a well-formed string in UTF-16");
}

void checkJsString(schema::JsString::Reader text) {
  switch (text.which()) {
    case schema::JsString::UTF8:
      return checkText(text.getUtf8());
    case schema::JsString::UTF16:
      return checkUnits(text.getUtf16());
  }
  throw Malformed{"a string of an unknown form"};
}

void checkBigInt(schema::Value::Bigint::Reader number) {
  const auto magnitude = number.getMagnitude();
  require(magnitude.size() == 0 || magnitude[magnitude.size() - 1] != 0,
          "a bigint with a leading zero");
  require(magnitude.size() > 0 || !number.getNegative(), "a negative zero bigint");
}

/// One payload. The nodes are visited as its sender must have numbered them, so that an index is
/// right if and only if it names a node that was visited before, or is the next one.
class PayloadCheck {
 public:
  explicit PayloadCheck(schema::Payload::Reader payload) : nodes_(payload.getNodes()) {
    for (const auto root : payload.getRoots()) {
      checkValue(root, 0);
      while (!open_.empty()) visit();
    }
    require(visited_ == nodes_.size(), "a node that nothing refers to");
  }

  Sizes sizes() const { return {visited_, depth_}; }

 private:
  struct Step {
    std::uint32_t node;
    std::uint32_t depth;
  };

  void visit() {
    const Step step = open_.back();
    open_.pop_back();
    if (step.node < visited_) return;
    require(step.node == visited_, "nodes that are not in the order of first visit");
    require(step.node < nodes_.size(), "a node index out of range");
    ++visited_;
    depth_ = std::max(depth_, step.depth);
    const std::size_t before = open_.size();
    checkNode(nodes_[step.node], step.depth);
    // What was found first is visited first.
    std::reverse(open_.begin() + static_cast<std::ptrdiff_t>(before), open_.end());
  }

  void checkValue(schema::Value::Reader value, std::uint32_t depth, bool holeAllowed = false) {
    switch (value.which()) {
      case schema::Value::UNDEFINED:
      case schema::Value::NULL_:
      case schema::Value::BOOLEAN:
      case schema::Value::NUMBER:
        return;
      case schema::Value::HOLE:
        return require(holeAllowed, "a hole outside of an array");
      case schema::Value::BIGINT:
        return checkBigInt(value.getBigint());
      case schema::Value::STRING:
        return checkText(value.getString());
      case schema::Value::STRING16:
        return checkUnits(value.getString16());
      case schema::Value::NODE:
        return open_.push_back({value.getNode(), depth + 1});
    }
    throw Malformed{"a value of an unknown kind"};
  }

  void checkNode(schema::Node::Reader node, std::uint32_t depth) {
    switch (node.which()) {
      case schema::Node::OBJECT:
        return checkProperties(node.getObject(), depth, false);
      case schema::Node::ARRAY:
        return checkArray(node.getArray(), depth);
      case schema::Node::DATE:
        return;
      case schema::Node::REGEXP:
        checkText(node.getRegexp().getFlags());
        return checkJsString(node.getRegexp().getSource());
      case schema::Node::BOXED:
        return checkBoxed(node.getBoxed(), depth);
      case schema::Node::MAP:
        for (const auto entry : node.getMap()) {
          checkValue(entry.getKey(), depth);
          checkValue(entry.getValue(), depth);
        }
        return;
      case schema::Node::SET:
        for (const auto value : node.getSet()) checkValue(value, depth);
        return;
      case schema::Node::ARRAY_BUFFER:
        return checkBuffer(node.getArrayBuffer());
      case schema::Node::VIEW:
        return checkView(node.getView(), depth);
      case schema::Node::ERROR:
        return checkError(node.getError(), depth);
    }
    throw Malformed{"a node of an unknown kind"};
  }

  void checkProperties(capnp::List<schema::Property>::Reader properties, std::uint32_t depth,
                       bool ofArray) {
    std::vector<std::string> names;
    names.reserve(properties.size());
    for (const auto property : properties) {
      switch (property.which()) {
        case schema::Property::NAME: {
          const auto name = property.getName();
          checkText(name);
          require(!ofArray || !detail::arrayIndexFrom(view(name)),
                  "an index among the named properties of an array");
          names.emplace_back(view(name));
          break;
        }
        case schema::Property::NAME16: {
          const auto name = property.getName16();
          checkUnits(name);
          std::string bytes;  // With a mark that no name in UTF-8 begins with.
          bytes.push_back('\xFF');
          for (const std::uint16_t unit : name) {
            bytes.push_back(static_cast<char>(unit & 0xFFU));
            bytes.push_back(static_cast<char>(unit >> 8U));
          }
          names.push_back(std::move(bytes));
          break;
        }
        default:
          throw Malformed{"a name of an unknown form"};
      }
      checkValue(property.getValue(), depth);
    }
    std::sort(names.begin(), names.end());
    require(std::adjacent_find(names.begin(), names.end()) == names.end(), "a name twice");
  }

  void checkArray(schema::Node::Array::Reader array, std::uint32_t depth) {
    const auto elements = array.getElements();
    require(elements.size() <= array.getLength(), "more elements than an array's length");
    for (const auto element : elements) checkValue(element, depth, true);
    std::uint64_t next = elements.size();
    for (const auto element : array.getSparse()) {
      require(element.getIndex() >= next && element.getIndex() < array.getLength(),
              "an index of an array out of order or out of range");
      next = element.getIndex() + std::uint64_t{1};
      checkValue(element.getValue(), depth);
    }
    checkProperties(array.getProperties(), depth, true);
  }

  void checkBoxed(schema::Value::Reader value, std::uint32_t depth) {
    require(value.isBoolean() || value.isNumber() || value.isBigint() || value.isString() ||
                value.isString16(),
            "a boxed value that is not primitive");
    checkValue(value, depth);
  }

  static void checkBuffer(schema::Node::ArrayBuffer::Reader buffer) {
    const std::uint64_t size = buffer.getBytes().size();
    if (buffer.getResizable()) {
      require(buffer.getByteLengthMax() >= size, "a buffer larger than its maximum");
    } else {
      require(buffer.getByteLengthMax() == 0, "a maximum of a buffer that is not resizable");
    }
  }

  void checkView(schema::Node::View::Reader view, std::uint32_t depth) {
    require(view.getType() <= schema::ViewType::DATA_VIEW, "a view of an unknown type");
    require(view.getBuffer() < nodes_.size() && nodes_[view.getBuffer()].isArrayBuffer(),
            "a view of what is no buffer");
    const auto buffer = nodes_[view.getBuffer()].getArrayBuffer();
    const std::uint64_t size = buffer.getBytes().size();
    const std::uint64_t elementSize = elementBytes(static_cast<ViewType>(view.getType()));
    require(view.getByteOffset() % elementSize == 0 && view.getByteLength() % elementSize == 0,
            "a view that is not aligned");
    require(view.getByteOffset() <= size && view.getByteLength() <= size - view.getByteOffset(),
            "a view outside of its buffer");
    if (view.getLengthTracking()) {
      require(buffer.getResizable() && view.getByteLength() == 0,
              "a view that cannot follow its buffer");
    }
    open_.push_back({view.getBuffer(), depth + 1});
  }

  void checkError(schema::Node::Error::Reader error, std::uint32_t depth) {
    require(error.getType() <= schema::ErrorType::URI_ERROR, "an error of an unknown type");
    if (error.hasMessage()) checkJsString(error.getMessage());
    if (error.hasStack()) checkJsString(error.getStack());
    if (error.getHasCause()) checkValue(error.getCause(), depth);
  }

  capnp::List<schema::Node>::Reader nodes_;
  std::vector<Step> open_;
  std::uint32_t visited_ = 0;
  std::uint32_t depth_ = 0;
};

}  // namespace

void checkText(capnp::Text::Reader text) {
  require(detail::formOf(view(text)) == detail::TextForm::WELL_FORMED, "a text that is not UTF-8");
}

Sizes checkPayload(schema::Payload::Reader payload) { return PayloadCheck(payload).sizes(); }

Sizes checkThrown(schema::Thrown::Reader thrown) {
  Sizes all;
  for (unsigned causes = 0;; ++causes) {
    require(causes <= CAUSES_MAX, "too many causes of causes");
    checkJsString(thrown.getText());
    switch (thrown.which()) {
      case schema::Thrown::OPAQUE:
        return all;
      case schema::Thrown::VALUE: {
        const auto payload = thrown.getValue();
        require(payload.getRoots().size() == 1, "not exactly one value");
        const Sizes sizes = checkPayload(payload);
        return {all.nodes + sizes.nodes, std::max(all.depth, sizes.depth)};
      }
      case schema::Thrown::ERROR: {
        const auto error = thrown.getError();
        checkJsString(error.getName());
        checkJsString(error.getMessage());
        checkJsString(error.getStack());
        const auto code = error.getCode();
        require(code.isUndefined() || code.isNumber() || code.isString() || code.isString16(),
                "an error's code that is no string and no number");
        if (code.isString()) checkText(code.getString());
        if (code.isString16()) checkUnits(code.getString16());
        if (!error.hasCause()) return all;
        thrown = error.getCause();
        break;
      }
      default:
        throw Malformed{"something thrown of an unknown kind"};
    }
  }
}

}  // namespace triwire::wire
