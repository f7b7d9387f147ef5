// Buffers and views.
#include "triwire/value.h"
#include "value/expect.h"
#include "value/graph.h"

namespace triwire {

using detail::Access;
using detail::BufferData;
using detail::expect;
using detail::ViewData;

namespace {

BufferData& bufferOf(const ViewData& view) {
  return std::get<BufferData>(std::get<detail::Node*>(view.buffer)->data);
}

/// Bytes that the view shows now.
std::uint64_t shownBytes(const ViewData& view) {
  if (!view.lengthTracking) return view.byteLength;
  const std::uint64_t behind = bufferOf(view).bytes.size() - view.byteOffset;
  return behind - behind % elementBytes(view.type);
}

void checkPlace(ViewType type, const BufferData& buffer, std::uint64_t byteOffset,
                std::uint64_t length) {
  const std::uint64_t elementSize = elementBytes(type);
  if (byteOffset % elementSize != 0) {
    throw ValueError("a view must begin at a multiple of its element size");
  }
  if (byteOffset > buffer.bytes.size() ||
      length > (buffer.bytes.size() - byteOffset) / elementSize) {
    throw ValueError("a view must lie inside its buffer");
  }
}

Value makeView(ViewData view, Value buffer) {
  Value made = Access::make(view);
  expect<ViewData>(made, "a view").buffer = Access::adopt(made, std::move(buffer));
  return made;
}

}  // namespace

Value Value::arrayBuffer(std::span<const std::byte> bytes) {
  return Access::make(BufferData{{bytes.begin(), bytes.end()}, false, 0});
}

Value Value::resizableArrayBuffer(std::span<const std::byte> bytes, std::uint64_t byteLengthMax) {
  if (byteLengthMax < bytes.size()) throw ValueError("a buffer cannot exceed its maximum");
  return Access::make(BufferData{{bytes.begin(), bytes.end()}, true, byteLengthMax});
}

Value Value::view(ViewType type, Value buffer, std::uint64_t byteOffset, std::uint64_t length) {
  checkPlace(type, expect<BufferData>(buffer, "an arrayBuffer"), byteOffset, length);
  return makeView({type, {}, byteOffset, length * elementBytes(type), false}, std::move(buffer));
}

Value Value::trackingView(ViewType type, Value buffer, std::uint64_t byteOffset) {
  const auto& data = expect<BufferData>(buffer, "an arrayBuffer");
  if (!data.resizable) throw ValueError("only a resizable buffer can be tracked");
  checkPlace(type, data, byteOffset, 0);
  return makeView({type, {}, byteOffset, 0, true}, std::move(buffer));
}

Value Value::uint8Array(std::span<const std::byte> bytes) {
  return view(ViewType::UINT8_ARRAY, arrayBuffer(bytes), 0, bytes.size());
}

std::span<std::byte> Value::bytes() const {
  if (kind() == ValueKind::ARRAY_BUFFER) return expect<BufferData>(*this, "a buffer").bytes;
  const auto& view = expect<ViewData>(*this, "an arrayBuffer or a view");
  return std::span(bufferOf(view).bytes).subspan(view.byteOffset, shownBytes(view));
}

bool Value::isResizable() const { return expect<BufferData>(*this, "an arrayBuffer").resizable; }

std::uint64_t Value::byteLengthMax() const {
  const auto& buffer = expect<BufferData>(*this, "an arrayBuffer");
  return buffer.resizable ? buffer.byteLengthMax : buffer.bytes.size();
}

ViewType Value::viewType() const { return expect<ViewData>(*this, "a view").type; }

Value Value::buffer() const {
  return Access::value(expect<ViewData>(*this, "a view").buffer, graph_);
}

std::uint64_t Value::byteOffset() const { return expect<ViewData>(*this, "a view").byteOffset; }

std::uint64_t Value::byteLength() const { return bytes().size(); }

bool Value::isLengthTracking() const { return expect<ViewData>(*this, "a view").lengthTracking; }

std::size_t Value::size() const {
  if (const detail::Node* node = Access::node(*this)) {
    if (const auto* object = std::get_if<detail::PropertyTable>(&node->data)) {
      return object->entries().size();
    }
    if (const auto* array = std::get_if<detail::ArrayData>(&node->data)) return array->length;
    if (const auto* map = std::get_if<detail::MapData>(&node->data)) {
      return map->table.entries().size();
    }
    if (const auto* set = std::get_if<detail::SetData>(&node->data)) {
      return set->table.entries().size();
    }
    if (const auto* buffer = std::get_if<BufferData>(&node->data)) return buffer->bytes.size();
    if (const auto* view = std::get_if<ViewData>(&node->data)) {
      return shownBytes(*view) / elementBytes(view->type);
    }
  }
  detail::throwWrongKind(*this, "a value with a size");
}

}  // namespace triwire
