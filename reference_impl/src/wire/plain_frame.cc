#include "wire/plain_frame.h"

#include <cstring>
#include <optional>
#include <string_view>

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
  Writer(std::span<const Word> payload, Shape arm, Word wordsBehind, Bytes& outgoing)
      : frame_(PAYLOAD + payload.size()) {
    const Word words = frame_ + FRAME.words() + arm.words() + wordsBehind;
    const std::size_t before = outgoing.size();
    outgoing.resize(before + (1 + words) * sizeof(Word));
    out_ = outgoing.data() + before;
    put(words << 32U);  // One segment.
    put(structPointer(0, frame_, FRAME));
    if (!payload.empty()) std::memcpy(out_, payload.data(), payload.size_bytes());
    out_ += payload.size_bytes();
    at_ = frame_;
  }

  void put(Word word) {
    std::memcpy(out_, &word, sizeof word);
    out_ += sizeof word;
    ++at_;
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

template <class WithArgs>
bool appendWithArgs(const WithArgs& from, schema::Frame::Which which, Shape arm, Bytes& outgoing) {
  const std::optional<std::span<const Word>> payload = plainWordsOf(from.args);
  if (!payload || detail::formOf(from.channel) != detail::TextForm::WELL_FORMED) return false;
  Writer out(*payload, arm, layout::textWords(from.channel.size()), outgoing);
  out.putFrame(which, arm);
  if constexpr (requires { from.id; }) out.put(static_cast<Word>(from.id));
  out.put(listPointer(out.at(), out.at() + 2, ElementSize::BYTE, from.channel.size() + 1));
  out.putPayloadPointer();
  out.putText(from.channel);
  return true;
}

bool append(const protocol::Message& message, Bytes& outgoing) {
  return appendWithArgs(message, schema::Frame::MESSAGE, MESSAGE, outgoing);
}
bool append(const protocol::SyncCall& call, Bytes& outgoing) {
  return appendWithArgs(call, schema::Frame::SYNC, CALL, outgoing);
}
bool append(const protocol::InvokeCall& call, Bytes& outgoing) {
  return appendWithArgs(call, schema::Frame::INVOKE, CALL, outgoing);
}
bool append(const protocol::Event& event, Bytes& outgoing) {
  return appendWithArgs(event, schema::Frame::EVENT, MESSAGE, outgoing);
}
bool append(const protocol::Return& answer, Bytes& outgoing) {
  if (answer.outcome.kind != OutcomeKind::VALUE) return false;
  const PlainBody* plain = plainIn(answer.outcome.payload);
  if (plain == nullptr) return false;
  Writer out(plain->words, RETURN, OUTCOME.words(), outgoing);
  out.putFrame(schema::Frame::RETURN, RETURN);
  out.put(static_cast<Word>(answer.id));
  out.put(structPointer(out.at(), out.at() + 1, OUTCOME));
  out.put(schema::Outcome::VALUE);
  out.putPayloadPointer();
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
    const Word frame = PAYLOAD + payloadWords_;
    const Word arm = frame + FRAME.words();
    if (size_ < arm || at(0) != structPointer(0, frame, FRAME)) return false;
    switch (at(frame) & layout::TAG_MASK) {
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

 private:
  Word at(Word index) const {
    Word word = 0;
    std::memcpy(&word, bytes_.data() + index * sizeof word, sizeof word);
    return word;
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

  /// How many values, which go into a body of their own.
  std::optional<std::size_t> readPayload(Word pointer, protocol::Payload& payload) const {
    payload.bytes = bytes_.size() + sizeof(Word);
    if (payloadWords_ == 0) return at(pointer) == 0 ? std::optional<std::size_t>(0) : std::nullopt;
    if (at(pointer) != structPointer(pointer, PAYLOAD, SHAPE<schema::Payload>)) return std::nullopt;
    if (payloadWords_ > PLAIN_WORDS_MAX) return std::nullopt;
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

bool readPlainFrame(std::span<const std::byte> segment, protocol::Frame& into) {
  if (!layout::IS_NATIVE || segment.size() < (1 + FRAME.words()) * sizeof(Word)) return false;
  return Segment(segment).read(into);
}

}  // namespace triwire::wire
