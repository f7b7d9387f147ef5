#include "wire/plain_frame.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "value/graph.h"
#include "value/wtf8.h"
#include "wire/plain_values.h"

namespace triwire::wire {

using layout::ElementSize;
using layout::listPointer;
using layout::SHAPE;
using layout::Shape;
using layout::structPointer;
using layout::Word;
using protocol::CallId;

namespace {

// The words of a segment: a pointer to the frame, the payload if there is one, and the frame, each
// struct followed by what it points to.
constexpr Word PAYLOAD = 1;
constexpr Shape FRAME = SHAPE<schema::Frame>;
constexpr Shape CALL = SHAPE<schema::Call>;
constexpr Shape MESSAGE = SHAPE<schema::Message>;
constexpr Shape RETURN = SHAPE<schema::Return>;
constexpr Shape OUTCOME = SHAPE<schema::Outcome>;

/// Appends the words of one frame. Its payload is plain or empty.
class Writer {
 public:
  Writer(Word payloadWords, Shape arm, Word wordsBehind, Bytes& outgoing)
      : frame_(PAYLOAD + payloadWords) {
    const Word words = frame_ + FRAME.words() + arm.words() + wordsBehind;
    const std::size_t before = outgoing.size();
    outgoing.resize(before + (1 + words) * sizeof(Word));
    out_ = outgoing.data() + before;
    put(words << 32U);  // One segment.
    put(structPointer(0, frame_, FRAME));
  }

  void put(Word word) {
    std::memcpy(out_, &word, sizeof word);
    out_ += sizeof word;
    ++at_;
  }
  /// Where the words of the payload go, which are written by the caller.
  std::byte* putPayload() {
    std::byte* const here = out_;
    out_ += (frame_ - PAYLOAD) * sizeof(Word);
    at_ = frame_;
    return here;
  }
  /// The frame itself, up to the struct of its arm, which follows.
  void putFrame(schema::Frame::Which which, Shape arm) {
    put(which);
    put(structPointer(at_, at_ + 1, arm));
  }
  void putPayloadPointer() {
    put(frame_ == PAYLOAD ? 0 : structPointer(at_, PAYLOAD, SHAPE<schema::Payload>));
  }
  /// The last of all.
  void putText(std::string_view text) { std::memcpy(out_, text.data(), text.size()); }

  Word at() const { return at_; }

 private:
  std::byte* out_ = nullptr;
  Word at_ = 0;  // In the segment.
  Word frame_;
};

/// The words of a plain or an empty payload; nothing of another.
std::optional<std::span<const Word>> plainWordsOf(const protocol::Payload& payload) {
  if (payload.body == nullptr) return std::span<const Word>();
  const PlainBody* plain = plainIn(payload);
  return plain == nullptr ? std::nullopt : std::optional<std::span<const Word>>(plain->words);
}

void putWords(std::span<const Word> words, std::byte* out) {
  if (!words.empty()) std::memcpy(out, words.data(), words.size_bytes());
}

/// The arm of a frame that carries a channel and arguments, and whose id, if it has one.
struct Arm {
  schema::Frame::Which which;
  Shape shape;
  std::optional<CallId> id{};
};

template <class PutPayload>
void appendWithArgs(Arm arm, std::string_view channel, Word payloadWords,
                    const PutPayload& putPayload, Bytes& outgoing) {
  Writer out(payloadWords, arm.shape, layout::textWords(channel.size()), outgoing);
  putPayload(out.putPayload());
  out.putFrame(arm.which, arm.shape);
  if (arm.id) out.put(static_cast<Word>(*arm.id));
  out.put(listPointer(out.at(), out.at() + 2, ElementSize::BYTE, channel.size() + 1));
  out.putPayloadPointer();
  out.putText(channel);
}

bool isPlainChannel(std::string_view channel) {
  return detail::formOf(channel) == detail::TextForm::WELL_FORMED;
}

template <class WithArgs>
bool append(const WithArgs& from, Arm arm, Bytes& outgoing) {
  const std::optional<std::span<const Word>> payload = plainWordsOf(from.args);
  if (!payload || !isPlainChannel(from.channel)) return false;
  const auto putPayload = [&](std::byte* out) { putWords(*payload, out); };
  appendWithArgs(arm, from.channel, payload->size(), putPayload, outgoing);
  return true;
}

bool append(const protocol::Message& message, Bytes& outgoing) {
  return append(message, {schema::Frame::MESSAGE, MESSAGE}, outgoing);
}
bool append(const protocol::SyncCall& call, Bytes& outgoing) {
  return append(call, {schema::Frame::SYNC, CALL, call.id}, outgoing);
}
bool append(const protocol::InvokeCall& call, Bytes& outgoing) {
  return append(call, {schema::Frame::INVOKE, CALL, call.id}, outgoing);
}
bool append(const protocol::Event& event, Bytes& outgoing) {
  return append(event, {schema::Frame::EVENT, MESSAGE}, outgoing);
}

template <class PutPayload>
void appendValue(CallId id, Word payloadWords, const PutPayload& putPayload, Bytes& outgoing) {
  Writer out(payloadWords, RETURN, OUTCOME.words(), outgoing);
  putPayload(out.putPayload());
  out.putFrame(schema::Frame::RETURN, RETURN);
  out.put(static_cast<Word>(id));
  out.put(structPointer(out.at(), out.at() + 1, OUTCOME));
  out.put(schema::Outcome::VALUE);
  out.putPayloadPointer();
}

bool append(const protocol::Return& answer, Bytes& outgoing) {
  if (answer.outcome.kind != OutcomeKind::VALUE) return false;
  const PlainBody* plain = plainIn(answer.outcome.payload);
  if (plain == nullptr) return false;
  const auto putPayload = [&](std::byte* out) { putWords(plain->words, out); };
  appendValue(answer.id, plain->words.size(), putPayload, outgoing);
  return true;
}
template <class Other>
bool append(const Other&, Bytes&) {
  return false;
}

/// A segment that may be a plain frame. Each step says false, or nothing, if it is not.
class Segment {
 public:
  explicit Segment(std::span<const std::byte> bytes)
      : bytes_(bytes), size_(bytes.size() / sizeof(Word)) {
    payloadWords_ = at(0) >> 2U & 0x3FFF'FFFFU;
  }

  bool read(protocol::Frame& into) const {
    const std::optional<Word> which = kind();
    if (!which) return false;
    const Word arm = PAYLOAD + payloadWords_ + FRAME.words();
    switch (*which) {
      case schema::Frame::MESSAGE:
        return readWithArgs(arm, MESSAGE, into.emplace<protocol::Message>());
      case schema::Frame::SYNC:
        return readWithArgs(arm, CALL, into.emplace<protocol::SyncCall>());
      case schema::Frame::INVOKE:
        return readWithArgs(arm, CALL, into.emplace<protocol::InvokeCall>());
      case schema::Frame::EVENT:
        return readWithArgs(arm, MESSAGE, into.emplace<protocol::Event>());
      case schema::Frame::RETURN:
        return readReturn(arm, into.emplace<protocol::Return>());
      default:
        return false;
    }
  }

  std::optional<PlainView> view() const {
    const std::optional<Word> which = kind();
    if (!which) return std::nullopt;
    switch (*which) {
      case schema::Frame::MESSAGE:
        return view(protocol::FrameKind::MESSAGE, MESSAGE);
      case schema::Frame::SYNC:
        return view(protocol::FrameKind::SYNC, CALL);
      case schema::Frame::INVOKE:
        return view(protocol::FrameKind::INVOKE, CALL);
      default:
        return std::nullopt;
    }
  }

 private:
  Word at(Word index) const {
    Word word = 0;
    std::memcpy(&word, bytes_.data() + index * sizeof word, sizeof word);
    return word;
  }

  std::optional<PlainView> view(protocol::FrameKind frame, Shape shape) const {
    const Word arm = PAYLOAD + payloadWords_ + FRAME.words();
    if (!isArm(arm, shape)) return std::nullopt;
    const Word pointer = arm + shape.data;
    const std::optional<std::string_view> channel = lastText(pointer, arm + shape.words());
    if (!channel || !isPayload(pointer + 1)) return std::nullopt;
    const std::span<const Word> words(
        reinterpret_cast<const Word*>(bytes_.data()) + PAYLOAD, payloadWords_);
    if (!words.empty() && !countPlain(words)) return std::nullopt;
    return PlainView{frame, shape.data == 0 ? CallId{} : CallId{at(arm)}, *channel, words};
  }

  /// Which arm the frame has, if it is where it should be.
  std::optional<Word> kind() const {
    const Word frame = PAYLOAD + payloadWords_;
    const bool isFrame = frame + FRAME.words() <= size_ && at(0) == structPointer(0, frame, FRAME);
    return isFrame ? std::optional(at(frame) & layout::TAG_MASK) : std::nullopt;
  }

  /// Whether the word before `arm` points there, and it ends within the segment.
  bool isArm(Word arm, Shape shape) const {
    return at(arm - 1) == structPointer(arm - 1, arm, shape) && arm + shape.words() <= size_;
  }

  template <class WithArgs>
  bool readWithArgs(Word arm, Shape shape, WithArgs& into) const {
    if (!isArm(arm, shape)) return false;
    const Word channelPointer = arm + shape.data;
    const std::optional<std::string_view> channel = lastText(channelPointer, arm + shape.words());
    if (!channel || !readPayload(channelPointer + 1, into.args)) return false;
    if constexpr (requires { into.id; }) into.id = CallId{at(arm)};
    into.channel = *channel;
    return true;
  }

  bool readReturn(Word arm, protocol::Return& into) const {
    const Word outcome = arm + RETURN.words();
    const bool isValue = isArm(arm, RETURN) && isArm(outcome, OUTCOME) &&
                         (at(outcome) & layout::TAG_MASK) == schema::Outcome::VALUE &&
                         outcome + OUTCOME.words() == size_ && payloadWords_ > 0;
    if (!isValue) return false;
    into.id = CallId{at(arm)};
    return readPayload(outcome + layout::OUTCOME_VALUE, into.outcome.payload) == std::size_t{1};
  }

  /// The text that begins at word `to`, where the segment ends with it.
  std::optional<std::string_view> lastText(Word pointer, Word to) const {
    const Word size = at(pointer) >> 35U;
    if (size == 0 || to + layout::textWords(size - 1) != size_) return std::nullopt;
    if (at(pointer) != listPointer(pointer, to, ElementSize::BYTE, size)) return std::nullopt;
    const auto* begin = reinterpret_cast<const char*>(bytes_.data()) + to * sizeof(Word);
    const std::string_view text(begin, size - 1);
    if (begin[text.size()] != '\0') return std::nullopt;
    if (detail::formOf(text) != detail::TextForm::WELL_FORMED) return std::nullopt;
    return text;
  }

  /// Whether this points to the payload, or is null and there is none.
  bool isPayload(Word pointer) const {
    if (payloadWords_ == 0) return at(pointer) == 0;
    return payloadWords_ <= PLAIN_WORDS_MAX &&
           at(pointer) == structPointer(pointer, PAYLOAD, SHAPE<schema::Payload>);
  }

  /// How many values, which go into a body of their own.
  std::optional<std::size_t> readPayload(Word pointer, protocol::Payload& payload) const {
    payload.bytes = bytes_.size() + sizeof(Word);
    if (!isPayload(pointer)) return std::nullopt;
    if (payloadWords_ == 0) return 0;
    // Copied, then checked: what the bytes lie in is used again.
    std::shared_ptr<PlainBody> body = makePlainBody(payloadWords_);
    std::memcpy(body->words.data(), bytes_.data() + PAYLOAD * sizeof(Word),
                payloadWords_ * sizeof(Word));
    const std::optional<std::size_t> count = countPlain(body->words);
    payload.body = std::move(body);
    return count;
  }

  std::span<const std::byte> bytes_;
  Word size_;
  Word payloadWords_ = 0;
};

}  // namespace

bool appendPlainFrame(const protocol::Frame& frame, Bytes& outgoing) {
  if (!layout::IS_NATIVE) return false;
  return std::visit([&](const auto& each) { return append(each, outgoing); }, frame);
}

PlainDraft::PlainDraft(std::string_view channel, detail::ValueRefs args)
    : channel_(channel), count_(args.size()) {
  if (!layout::IS_NATIVE || count_ > cells_.size() || !isPlainChannel(channel)) return;
  for (std::size_t i = 0; i < count_; ++i) cells_[i] = &detail::Access::cell(*args[i]);
  words_ = count_ == 0 ? std::optional<layout::Word>(0) : countPlainWords(roots());
}

PlainDraft::PlainDraft(const Value& result) : count_(1) {
  if (!layout::IS_NATIVE) return;
  cells_[0] = &detail::Access::cell(result);
  words_ = countPlainWords(roots());
}

void PlainDraft::appendMessage(Bytes& outgoing) const {
  appendWithArgs({schema::Frame::MESSAGE, MESSAGE}, channel_, *words_,
                 [&](std::byte* out) { put(out); }, outgoing);
}

void PlainDraft::appendCall(protocol::CallKind kind, CallId id, Bytes& outgoing) const {
  const bool isSync = kind == protocol::CallKind::SYNC;
  appendWithArgs({isSync ? schema::Frame::SYNC : schema::Frame::INVOKE, CALL, id}, channel_, *words_,
                 [&](std::byte* out) { put(out); }, outgoing);
}

void PlainDraft::appendReturn(CallId id, Bytes& outgoing) const {
  appendValue(id, *words_, [&](std::byte* out) { put(out); }, outgoing);
}

void PlainDraft::put(std::byte* out) const {
  if (count_ > 0) writePlain(roots(), out);
}

protocol::Payload PlainDraft::payload() const {
  if (count_ == 0) return {};
  return {encodePlain(roots()), payloadBytes()};
}

std::optional<PlainView> viewPlainFrame(std::span<const std::byte> segment) {
  const bool isAligned = reinterpret_cast<std::uintptr_t>(segment.data()) % alignof(Word) == 0;
  if (!layout::IS_NATIVE || !isAligned) return std::nullopt;
  if (segment.size() < (1 + FRAME.words()) * sizeof(Word)) return std::nullopt;
  return Segment(segment).view();
}

bool readPlainFrame(std::span<const std::byte> segment, protocol::Frame& into) {
  if (!layout::IS_NATIVE || segment.size() < (1 + FRAME.words()) * sizeof(Word)) return false;
  return Segment(segment).read(into);
}

}  // namespace triwire::wire
