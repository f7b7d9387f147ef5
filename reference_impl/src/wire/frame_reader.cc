#include "wire/frame_reader.h"

#include <capnp/message.h>
#include <kj/exception.h>

#include <triwire.capnp.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "wire/frame_translation.h"
#include "wire/plain_frame.h"
#include "wire/recycled.h"

namespace triwire::wire {

using protocol::CloseReason;
using Segments = std::vector<kj::ArrayPtr<const capnp::word>>;

namespace {

constexpr std::uint32_t SEGMENTS_MAX = 512;  // As in Cap'n Proto's own reader.
constexpr std::size_t WORD_BYTES = sizeof(capnp::word);
// A frame of at least so many bytes is read to where it will stay, as far as it is not there yet.
constexpr std::size_t LARGE_BYTES = 4U << 10U;
// One that is there whole, and much of the space, stays in it.
constexpr std::size_t HELD_BYTES_MIN = 32U << 10U;
constexpr int NESTING_MAX = 128;  // Of pointers. The deepest frame allowed: causes of causes.

std::uint32_t numberAt(std::span<const std::byte> bytes, std::size_t index) {
  const std::byte* at = bytes.data() + 4 * index;
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(at[i]) << 8U * i; };
  return byte(0) | byte(1) | byte(2) | byte(3);  // Which compilers know as one load.
}

/// Where the frame at the front of some bytes ends, as far as they tell.
struct Extent {
  std::size_t tableBytes = 0;
  std::uint64_t bytes = 0;  // Of the frame, its table included.
};

/// The memory of one received frame, and the values in it.
struct ReceivedBody : MessageBody {
  explicit ReceivedBody(std::size_t count)
      : heap(count > BODY_WORDS ? kj::heapArray<capnp::word>(count) : nullptr),
        words(count > BODY_WORDS ? heap.asPtr() : wordsOf(room, count)) {
    if (count <= BODY_WORDS) return;
    expectLargeBlocks();
    keptBytes = heap.asBytes().size();
  }
  /// The words are those at `from`, which is held.
  ReceivedBody(std::span<std::byte> from, std::shared_ptr<const void> holder)
      : held(std::move(holder)),
        words(reinterpret_cast<capnp::word*>(from.data()), from.size() / WORD_BYTES) {}
  ~ReceivedBody() noexcept override = default;  // The message's says that it may throw.

  kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments() const {
    if (several.empty()) return kj::arrayPtr(&one, 1);
    return kj::arrayPtr(several.data(), several.size());
  }

  BodyWords room;  // Of a small frame.
  kj::Array<capnp::word> heap;
  std::shared_ptr<const void> held;
  kj::ArrayPtr<capnp::word> words;
  kj::ArrayPtr<const capnp::word> one = words;
  Segments several;                                         // None: it is one.
  std::optional<capnp::SegmentArrayMessageReader> message;  // For whoever decodes.
};

capnp::ReaderOptions readerOptions(std::uint64_t traversalWords) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = traversalWords;
  options.nestingLimit = NESTING_MAX;
  return options;
}

}  // namespace

struct FrameReader::State {
  State(std::uint32_t max, std::shared_ptr<ReadSpace> space)
      : frameBytesMax(max), shared(std::move(space)) {}

  std::span<const std::byte> unread() const {
    return shared->bytes().subspan(begin, end - begin);
  }

  std::uint32_t frameBytesMax;
  std::shared_ptr<ReadSpace> shared;  // Bytes from `begin` to `end` wait to be read,
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t peekedBytes = 0;  // Of the frame at `begin`, if it was looked at.
  std::vector<std::byte> kept;  // or these do, while others use the space.
  std::optional<Failure> failure;

  // A large frame is read to where it will stay. Nothing waits that is older than it. It costs
  // address space before the bytes are there, but no memory.
  std::shared_ptr<ReceivedBody> large;
  std::size_t largeBytes = 0;  // Read so far, of those behind the segment table.

  /// Gives the space to whoever reads next.
  void leaveSpace() {
    if (begin == end) return;
    const std::span<const std::byte> rest = unread();
    kept.assign(rest.begin(), rest.end());
    begin = end = 0;
  }

  /// Nothing has been read that was not taken.
  bool isEmpty() const { return begin == end && kept.empty() && large == nullptr && !failure; }

  bool isFillingLarge() const {
    return large != nullptr && largeBytes < large->words.size() * WORD_BYTES;
  }

  Failure& fail(CloseReason reason, std::string text) {
    failure = Failure{reason, std::move(text)};
    return *failure;
  }

  /// Nothing: the table is not complete, or there is a failure.
  std::optional<Extent> extent() {
    const std::span<const std::byte> bytes = unread();
    if (bytes.size() < WORD_BYTES) return std::nullopt;
    const std::uint64_t segments = std::uint64_t{numberAt(bytes, 0)} + 1;
    if (segments > SEGMENTS_MAX) {
      fail(CloseReason::MALFORMED, "too many segments");
      return std::nullopt;
    }
    Extent extent;
    extent.tableBytes = (segments / 2 + 1) * WORD_BYTES;
    if (bytes.size() < extent.tableBytes) return std::nullopt;
    extent.bytes = extent.tableBytes;
    for (std::uint64_t i = 1; i <= segments; ++i) {
      extent.bytes += std::uint64_t{numberAt(bytes, i)} * WORD_BYTES;
    }
    if (extent.bytes > frameBytesMax) {
      fail(CloseReason::FRAME_TOO_LARGE, std::to_string(extent.bytes) + " bytes, where " +
                                             std::to_string(frameBytesMax) + " are accepted");
      return std::nullopt;
    }
    return extent;
  }

  /// The segment of the next frame, if it is there whole and has only one; else nothing.
  std::span<const std::byte> wholeSegment() const {
    if (failure || large != nullptr) return {};
    const std::span<const std::byte> bytes = unread();
    if (bytes.size() < WORD_BYTES || numberAt(bytes, 0) != 0) return {};
    const std::uint64_t size = std::uint64_t{numberAt(bytes, 1)} * WORD_BYTES;
    if (size > bytes.size() - WORD_BYTES || size + WORD_BYTES > frameBytesMax) return {};
    return bytes.subspan(WORD_BYTES, size);
  }

  /// The next frame, if it is there whole and is plain.
  bool takePlain(protocol::Frame& into) {
    const std::span<const std::byte> segment = wholeSegment();
    if (segment.empty() || !readPlainFrame(segment, into)) return false;
    begin += WORD_BYTES + segment.size();
    return true;
  }

  /// The next whole frame; null if it is not there yet, or if there is a failure.
  std::shared_ptr<ReceivedBody> takeBody() {
    if (isFillingLarge()) return nullptr;
    if (large != nullptr) return std::move(large);
    const std::optional<Extent> found = extent();
    if (!found) return nullptr;
    const bool whole = unread().size() >= found->bytes;
    if (!whole && found->bytes < LARGE_BYTES) return nullptr;

    if (whole && found->bytes >= HELD_BYTES_MIN) return takeHeld(*found);
    std::shared_ptr<ReceivedBody> body = bodyFor(
        makeRecycled<ReceivedBody>((found->bytes - found->tableBytes) / WORD_BYTES));
    begin += found->tableBytes;
    const std::size_t count = std::min(unread().size(), body->words.size() * WORD_BYTES);
    const auto* from = reinterpret_cast<const kj::byte*>(unread().data());
    std::copy(from, from + count, body->words.asBytes().begin());
    begin += count;
    if (whole) return body;
    large = std::move(body);
    largeBytes = count;
    return nullptr;
  }

  /// The frame at the front, where it is. It is aligned: every frame is whole words, and the first
  /// begins where the space does.
  std::shared_ptr<ReceivedBody> takeHeld(const Extent& extent) {
    const auto bytes = shared->bytes().subspan(begin, extent.bytes).subspan(extent.tableBytes);
    auto body = bodyFor(makeRecycled<ReceivedBody>(bytes, shared->hold()));
    begin += extent.bytes;
    return body;
  }

  /// `body` with the segments of the frame at the front.
  std::shared_ptr<ReceivedBody> bodyFor(std::shared_ptr<ReceivedBody> body) {
    const std::span<const std::byte> table = unread();
    const std::size_t segments = numberAt(table, 0) + std::size_t{1};
    std::size_t at = 0;
    for (std::size_t i = 1; segments > 1 && i <= segments; ++i) {
      const std::size_t count = numberAt(table, i);
      body->several.push_back(body->words.slice(at, at + count));
      at += count;
    }
    return body;
  }
};

FrameReader::FrameReader(std::uint32_t frameBytesMax, std::shared_ptr<ReadSpace> space)
    : state_(std::make_unique<State>(frameBytesMax, std::move(space))) {}
FrameReader::~FrameReader() = default;

std::span<std::byte> FrameReader::space() {
  State& state = *state_;
  if (state.isFillingLarge()) {
    auto bytes = state.large->words.asBytes();
    return std::span(reinterpret_cast<std::byte*>(bytes.begin()), bytes.size())
        .subspan(state.largeBytes);
  }
  if (state.begin == state.end) {  // What is kept is less than a table, or a frame that is not large.
    state.shared->reuse();
    state.begin = 0;
    state.end = state.kept.size();
    std::copy(state.kept.begin(), state.kept.end(), state.shared->bytes().begin());
    state.kept.clear();
  }
  if (state.end == state.shared->bytes().size()) state.shared->grow();
  return state.shared->bytes().subspan(state.end);
}

void FrameReader::commit(std::size_t count) {
  State& state = *state_;
  (state.isFillingLarge() ? state.largeBytes : state.end) += count;
}

void FrameReader::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::span<std::byte> free = space();
    const std::size_t count = std::min(free.size(), bytes.size());
    std::memcpy(free.data(), bytes.data(), count);
    commit(count);
    bytes = bytes.subspan(count);
  }
}

namespace {

using Translated = std::variant<std::monostate, protocol::Frame, Failure>;  // None: ignore it.

/// The checks may follow pointers several times and through overlaps, but not without end.
std::uint64_t traversalWordsFor(std::uint64_t words) { return 4 * words + 1024; }

Translated translate(std::shared_ptr<ReceivedBody> body, std::uint64_t frameBytes) {
  const auto segments = body->segments();
  capnp::SegmentArrayMessageReader message(segments,
                                           readerOptions(traversalWordsFor(body->words.size())));
  if (message.getRoot<capnp::AnyPointer>().isNull()) throw Malformed{"a frame without content"};
  const auto root = message.getRoot<schema::Frame>();
  std::optional<protocol::Frame> frame = read(root);
  if (!frame) {
    if (root.getIfUnknown() == schema::IfUnknown::IGNORE) return std::monostate();
    return Failure{CloseReason::UNKNOWN_FRAME, "a frame of an unknown kind"};
  }
  if (const protocol::Payload* found = payloadOf(*frame)) {
    auto* payload = const_cast<protocol::Payload*>(found);  // Of a frame that is ours.
    // What has been checked can be read without a limit.
    body->message.emplace(segments, readerOptions(~std::uint64_t{0}));
    body->content = contentOf(body->message->getRoot<schema::Frame>());
    payload->bytes = frameBytes;
    payload->body = std::move(body);
  }
  return *std::move(frame);
}

Translated tryTranslate(std::shared_ptr<ReceivedBody> body, std::uint64_t frameBytes) {
  try {
    return translate(std::move(body), frameBytes);
  } catch (const Malformed& malformed) {
    return Failure{malformed.reason, malformed.text};
  } catch (const kj::Exception& exception) {
    return Failure{CloseReason::MALFORMED, exception.getDescription().cStr()};
  }
}

}  // namespace

std::optional<PlainView> FrameReader::peek() {
  const std::span<const std::byte> segment = state_->wholeSegment();
  state_->peekedBytes = WORD_BYTES + segment.size();
  return segment.empty() ? std::nullopt : viewPlainFrame(segment);
}

void FrameReader::dropPeeked() { state_->begin += std::exchange(state_->peekedBytes, 0); }

FrameReader::Next FrameReader::next() {
  if (state_->isEmpty()) return NeedMore{};
  // Into its place: to move a frame costs nearly as much as to read a plain one.
  Next read(std::in_place_type<protocol::Frame>, std::in_place_type<protocol::Cancel>);
  if (!state_->takePlain(std::get<protocol::Frame>(read))) read = nextOfAny();
  return read;
}

FrameReader::Next FrameReader::nextOfAny() {
  State& state = *state_;
  for (;;) {
    if (state.failure) return *state.failure;
    std::shared_ptr<ReceivedBody> body = state.takeBody();
    if (state.failure) return *state.failure;
    if (body == nullptr) {
      state.leaveSpace();
      return NeedMore{};
    }

    const std::uint64_t frameBytes = body->words.size() * WORD_BYTES + WORD_BYTES;
    Translated translated = tryTranslate(std::move(body), frameBytes);
    if (auto* frame = std::get_if<protocol::Frame>(&translated)) return std::move(*frame);
    if (auto* failure = std::get_if<Failure>(&translated)) state.failure = std::move(*failure);
  }
}

}  // namespace triwire::wire
