#include "support/told_history.h"

#include <fstream>
#include <map>
#include <stdexcept>
#include <utility>

namespace triwire::conformance {
namespace {

using Words = std::vector<std::string>;

// Splits at `separator` outside quotes, brackets and parentheses; drops what is empty.
Words split(std::string_view text, char separator) {
  Words words(1);
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && std::string_view("([{").find(c) != std::string_view::npos) ++depth;
    if (!quoted && std::string_view(")]}").find(c) != std::string_view::npos) --depth;
    if (c == separator && depth == 0 && !quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  std::erase(words, "");
  return words;
}

std::string json(const std::string& word) {
  if (word[0] == '*') return '"' + std::string(std::stoul(word.substr(1)), 'x') + '"';
  if (word == "undefined" || word == "function") return R"({"$":")" + word + R"("})";
  const bool literal = word == "null" || word == "true" || word == "false" ||
                       std::string_view("\"[{-0123456789").find(word[0]) != std::string_view::npos;
  return literal ? word : "\"" + word + "\"";
}

// The text of a bare word or of a JSON string without escapes; empty for other values.
std::string textOf(const std::string& word) {
  const std::string value = json(word);
  return value[0] == '"' ? value.substr(1, value.size() - 2) : "";
}

// A channel or text: a bare word, or "" with anything between.
std::string plain(const std::string& word) { return word[0] == '"' ? textOf(word) : word; }

class Teller {
 public:
  explicit Teller(History& history) : history_(history) {}

  void command(const std::string& line, bool performed) {
    Command command = read(line);
    const std::vector<Step> steps = command.steps;
    const Actor actor = command.actor;
    const std::uint32_t index = history_.add(std::move(command));
    Event sent;
    sent.kind = Kind::COMMAND;
    sent.command = index;
    history_.append(sent);
    if (!performed) return;
    for (const Step& step : steps) {
      Event registered;
      registered.kind = Kind::REGISTERED;
      registered.actor = actor;
      registered.listener = step.listener;
      registered.channel = step.channel;
      registered.op = history_.intern(name(step.op));
      append(registered);
    }
  }

  void event(const std::string& line) {
    Words words = split(line, ' ');
    if (words.at(0) == "expired") {
      Event expired;
      expired.kind = Kind::EXPIRED;
      history_.append(expired);
      return;
    }
    Event event;
    event.kind = kindNamed(words.at(1));
    event.actor = peerNamed(words[0]) ? *peerNamed(words[0]) : actorNamed(words[0]).value();
    words.erase(words.begin(), words.begin() + 2);
    event.error = takeError(words);
    event.handle = takeHandle(words);
    if (isPeer(event.actor))
      fillWire(event, words);
    else
      fill(event, words);
    append(event);
  }

 private:
  void append(Event event) {
    event.seq = ++seq_[event.actor];
    history_.append(event);
  }

  static Kind kindNamed(const std::string& word) {
    for (int i = 0; i <= static_cast<int>(Kind::DID); ++i)
      if (name(static_cast<Kind>(i)) == word) return static_cast<Kind>(i);
    throw std::runtime_error("no event is called " + word);
  }

  static Op opNamed(const std::string& word) {
    for (int i = 0; i <= static_cast<int>(Op::MARK); ++i)
      if (name(static_cast<Op>(i)) == word) return static_cast<Op>(i);
    throw std::runtime_error("no step is called " + word);
  }

  static std::uint32_t takeHandle(Words& words) {
    for (auto word = words.begin(); word != words.end(); ++word)
      if ((*word)[0] == '#') {
        const std::string number = word->substr(1);
        words.erase(word);
        return static_cast<std::uint32_t>(std::stoul(number));
      }
    return 0;
  }

  const ErrorDetail* takeError(Words& words) {
    ErrorDetail error;
    bool found = false;
    Words rest;
    for (const std::string& word : words) {
      const std::size_t equals = word[0] == '"' ? std::string::npos : word.find('=');
      const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
      if (word[0] == '!') {
        found = true;
        error.outcome = history_.intern(word.substr(1));
      } else if (word.starts_with("message=")) {
        error.message = history_.intern(plain(value));
      } else if (word.starts_with("remoteName=")) {
        error.remoteName = history_.intern(plain(value));
      } else if (word.starts_with("remoteMessage=")) {
        error.remoteMessage = history_.intern(plain(value));
      } else if (word.starts_with("code=")) {
        error.code = history_.intern(json(value));
      } else {
        rest.push_back(word);
      }
    }
    words = rest;
    return found ? history_.keep(error) : nullptr;
  }

  // Puts the words where the event of that kind has its fields, in the contract's order.
  void fill(Event& event, const Words& words) {
    std::size_t next = 0;
    const auto take = [&]() -> std::string_view {
      return next < words.size() ? history_.intern(plain(words[next++])) : std::string_view{};
    };
    switch (static_cast<int>(event.kind)) {
      case static_cast<int>(Kind::CALLED):
      case static_cast<int>(Kind::DISPATCHED):
        event.listener = take();
        event.channel = take();
        fillArgs(event, words, next);
        return;
      case static_cast<int>(Kind::FINISHED):
        event.listener = take();
        return;
      case static_cast<int>(Kind::REPLIED):
        event.channel = take();
        return;
      case static_cast<int>(Kind::SENT):
        event.peer = take();
        event.channel = take();
        return;
      case static_cast<int>(Kind::REGISTERED):
        event.op = take();
        event.channel = take();
        event.listener = take();
        return;
      case static_cast<int>(Kind::MARKED):
        event.mark = take();
        return;
      case static_cast<int>(Kind::CLOSED):
        event.peer = take();
        return;
      default:
        event.call = take();
        if (next < words.size()) event.value = history_.intern(json(words[next]));
    }
  }

  // Of a peer: frame, id, channel, message, as far as given; and what=, misdeed=, breaks=,
  // versions=<min>-<max>, channelMax=, bytes=.
  void fillWire(Event& event, const Words& words) {
    WireDetail wire;
    const auto number = [](const std::string& text) {
      return static_cast<std::uint32_t>(std::stoul(text));
    };
    Words plainWords;
    for (const std::string& word : words) {
      const std::size_t equals = word.find('=');
      const std::string key = word.substr(0, equals);
      const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
      if (equals == std::string::npos) plainWords.push_back(word);
      if (key == "what") wire.what = history_.intern(value);
      if (key == "misdeed") wire.misdeed = history_.intern(value);
      if (key == "breaks") wire.breaks = history_.intern(value);
      if (key == "channelMax") wire.channelBytesMax = number(value);
      if (key == "bytes") wire.bytes = number(value);
      if (key != "versions") continue;
      wire.versionMin = static_cast<std::uint16_t>(number(value));
      wire.versionMax = static_cast<std::uint16_t>(number(value.substr(value.find('-') + 1)));
    }
    std::size_t next = 0;
    const auto take = [&] {
      return next < plainWords.size() ? history_.intern(plainWords[next++]) : std::string_view{};
    };
    wire.frame = take();
    if (next < plainWords.size() && plainWords[next].find_first_not_of("0123456789") == Words::value_type::npos)
      wire.id = number(plainWords[next++]);
    event.channel = take();
    event.message = take();
    event.wire = history_.keep(wire);
  }

  void fillArgs(Event& event, const Words& words, std::size_t from) {
    std::vector<std::string> args;
    for (std::size_t i = from; i < words.size(); ++i) {
      if (words[i].starts_with("from="))
        event.peer = history_.intern(words[i].substr(5));
      else
        args.push_back(json(words[i]));
    }
    event.args = history_.internAll(args);
    if (from < words.size()) event.message = history_.intern(textOf(words[from]));
  }

  Command read(const std::string& line) {
    const std::size_t colon = line.find(": ");
    const Words words = split(line.substr(0, colon), ' ');
    Command command;
    if (words[0] == "collect") command.kind = Command::Kind::COLLECT;
    if (words[0] == "end") command.kind = Command::Kind::END;
    if (words[0] == "kill") command.kind = Command::Kind::KILL;
    if (words[0] == "close") command.kind = Command::Kind::CLOSE;
    if (command.kind != Command::Kind::RUN) {
      if (words.size() > 1) command.actor = actorNamed(words[1]).value();
      return command;
    }
    command.actor = actorNamed(words[0]).value();
    command.steps = readSteps(line.substr(colon + 2));
    return command;
  }

  std::vector<Step> readSteps(const std::string& text) {
    std::vector<Step> steps;
    for (const std::string& part : split(text, ';')) {
      Words words = split(part, ' ');
      Step step;
      step.op = opNamed(words.at(0));
      words.erase(words.begin());
      step.handle = takeHandle(words);
      fill(step, words);
      steps.push_back(step);
    }
    return steps;
  }

  void fill(Step& step, Words words) {
    if (!words.empty() && words.back()[0] == '(') {
      step.program = readSteps(words.back().substr(1, words.back().size() - 2));
      words.pop_back();
    }
    if (!words.empty() && words.back().starts_with("deadline=")) {
      step.deadlineMs = static_cast<std::uint32_t>(std::stoul(words.back().substr(9)));
      words.pop_back();
    }
    std::size_t next = 0;
    const auto take = [&] {
      return next < words.size() ? history_.intern(plain(words[next++])) : std::string_view{};
    };
    const Op op = step.op;
    const bool call = op <= Op::INVOKE;
    if (call) {
      step.call = take();
      step.channel = take();
      words[--next] = "\"" + std::string(step.call) + "\"";  // Its name, before its arguments.
    } else if (op <= Op::REMOVE_HANDLER) {
      step.channel = take();
      step.listener = take();
    } else if (op == Op::SEND_TO || op == Op::REPLY) {
      if (op == Op::SEND_TO) step.to = take();
      step.channel = take();
    } else if (op == Op::MARK) {
      step.mark = take();
    } else if (next < words.size()) {
      step.value = history_.intern(json(words[next++]));
    }
    if (next < words.size()) step.message = history_.intern(textOf(words[next]));
    while (next < words.size()) step.args.push_back(history_.intern(json(words[next++])));
  }

  History& history_;
  std::map<Actor, std::uint32_t> seq_;
};

}  // namespace

ToldHistory::Reading ToldHistory::read(char side) const {
  Reading reading;
  reading.history.profile = "strict";
  reading.history.renderers = 2;
  reading.history.ending = Ending::ENDED;
  Teller teller(reading.history);
  bool marked = false;
  for (const std::string& line : split(text, '\n')) {
    const char mark = line[0];
    const bool ofOne = mark == '+' || mark == '~' || mark == '-';
    if (ofOne && (mark == '-') != (side == '-')) continue;
    const std::size_t at = reading.history.events().size();
    if (mark == '>')
      teller.command(line.substr(line.find_first_not_of("> ")), line.starts_with(">>"));
    else
      teller.event(line.substr(line.find_first_not_of("+~-=! ")));
    if (mark == '+' || mark == '=') reading.conclusion.push_back(at);
    if (mark == '!' || (mark == '-' && !marked && !reading.violation)) {
      reading.violation = at;
      marked |= mark == '!';
    }
  }
  return reading;
}

std::vector<ToldHistory> toldHistories(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<ToldHistory> told;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("== "))
      told.push_back({split(line.substr(3), ' ').at(0), ""});
    else if (!line.empty() && line[0] != '#')
      told.back().text += line + "\n";
  }
  return told;
}

}  // namespace triwire::conformance
