#include "report/diagram.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "record/json_text.h"
#include "report/describe.h"
#include "report/slice.h"

namespace triwire::conformance {
namespace {

constexpr int NUMBERS_WIDTH = 60;
constexpr int LABEL_WIDTH = 330;
constexpr int GAP = 200;
constexpr int ROW_HEIGHT = 26;
constexpr int TOP = 52;
constexpr std::size_t LABEL_CHARACTERS_MAX = 40;
constexpr std::size_t ROWS_MAX = 60;

// Cut between characters, not within one.
std::string cut(const std::string& text) {
  std::size_t characters = 0, at = 0;
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 &&
        characters++ == LABEL_CHARACTERS_MAX)
      return text.substr(0, at) + "…";
  return text;
}

class Drawer {
 public:
  Drawer(const History& history, const Finding& finding) : history_(history), finding_(finding) {}

  Diagram draw() {
    std::vector<std::size_t> positions = slice(history_, finding_);
    if (positions.size() > ROWS_MAX) positions.resize(ROWS_MAX);
    const std::vector<std::size_t> rows = causalOrder(history_, positions);
    drawLifelines(rows);
    for (std::size_t row = 0; row < rows.size(); ++row) drawEvent(rows[row], row);
    out_.height = TOP + static_cast<int>(rows.size()) * ROW_HEIGHT;
    drawWaits(rows);
    drawArrows();
    return std::move(out_);
  }

 private:
  void drawLifelines(const std::vector<std::size_t>& rows) {
    std::set<Actor> actors;
    for (const std::size_t at : rows) actors.insert(history_.events()[at].actor);
    // Main's labels are on its left, everybody else's on the right, so that arrows cross few.
    int x = NUMBERS_WIDTH;
    for (const Actor actor : actors) {
      if (actor == Actor::MAIN) x += LABEL_WIDTH;
      columns_[actor] = x;
      out_.lifelines.push_back({name(actor), x});
      x += actor == Actor::MAIN ? GAP : LABEL_WIDTH;
    }
    out_.width = x;
  }

  void drawEvent(std::size_t at, std::size_t row) {
    const Event& event = history_.events()[at];
    const std::string words = describe(history_, event);
    rows_[at] = TOP + static_cast<int>(row) * ROW_HEIGHT;
    out_.marks.push_back({.position = at,
                          .x = columns_[event.actor],
                          .y = rows_[at],
                          .label = cut(words),
                          .full = words,
                          .illegal = finding_.violation == at,
                          .labelLeft = event.actor == Actor::MAIN});
  }

  // From each sendSync's call to its end, or the end of the diagram.
  void drawWaits(const std::vector<std::size_t>& rows) {
    for (const std::size_t at : rows) {
      const Event& event = history_.events()[at];
      if (event.kind != Kind::CALLING) continue;
      const Step* step = findCall(history_, event.call);
      if (!step || step->op != Op::SEND_SYNC) continue;
      int end = out_.height - ROW_HEIGHT / 2;
      for (const std::size_t later : rows) {
        const Event& other = history_.events()[later];
        if ((other.kind == Kind::RETURNED || other.kind == Kind::THREW) &&
            other.call == event.call && other.actor == event.actor)
          end = rows_[later];
      }
      out_.waits.push_back({.x = columns_[event.actor] - 5,
                            .y = rows_[at],
                            .height = std::max(end - rows_[at], 4),
                            .call = std::string(event.call)});
    }
  }

  void drawArrows() {
    for (const Edge& edge : edges(history_)) {
      const auto from = rows_.find(edge.from), to = rows_.find(edge.to);
      if (from == rows_.end() || to == rows_.end()) continue;
      out_.arrows.push_back({.x1 = columns_[history_.events()[edge.from].actor],
                             .y1 = from->second,
                             .x2 = columns_[history_.events()[edge.to].actor],
                             .y2 = to->second});
    }
  }

  const History& history_;
  const Finding& finding_;
  Diagram out_;
  std::map<Actor, int> columns_;
  std::map<std::size_t, int> rows_;
};

}  // namespace

std::string Diagram::Arrow::head() const {
  constexpr double LENGTH = 9, HALF_WIDTH = 3.5;
  const double length = std::max(std::hypot(x2 - x1, y2 - y1), 1.0);
  const double dx = (x2 - x1) / length, dy = (y2 - y1) / length;
  const auto point = [&](double back, double side) {
    const auto number = [](double value) { return std::to_string(std::lround(value)); };
    return number(x2 - back * dx - side * dy) + "," + number(y2 - back * dy + side * dx);
  };
  return point(0, 0) + " " + point(LENGTH, HALF_WIDTH) + " " + point(LENGTH, -HALF_WIDTH);
}

Diagram diagram(const History& history, const Finding& finding) {
  return Drawer(history, finding).draw();
}

}  // namespace triwire::conformance
