#include "trace/drawing.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <stdexcept>

namespace triwire::conformance::trace {
namespace {

constexpr int MAIN_X = 60, FIRST_X = 420, COLUMN_WIDTH = 120;
constexpr int ROW = 26, TOP = 40;
constexpr std::size_t LABEL_BYTES_MAX = 48;
constexpr int SIZE_DIGITS = 10;  ///< Of a size: it is written over when there are more rows.

constexpr const char* STYLE =
    "<style>text{font:13px monospace;fill:#222}line{stroke:#999}.frame{stroke:#1a5fb4}.answer{stroke:#1a5fb4;"
    "stroke-dasharray:5 3}.head{fill:#1a5fb4}.end{stroke:#c01c28;stroke-width:2}</style>\n";

long xOf(std::size_t column) { return FIRST_X + COLUMN_WIDTH * static_cast<long>(column); }

/// The beginning, as long whatever the size is.
std::string head(long width, long height) {
  std::ostringstream out;
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << std::setfill('0') << std::setw(SIZE_DIGITS) << width
      << "\" height=\"" << std::setw(SIZE_DIGITS) << height << "\">\n";
  return out.str();
}

std::string xml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&' || c == '<' || c == '>' || c == '"')
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    else
      out += c;
  }
  return out;
}

// Cut in front of a character, not within one.
std::string cutLabel(const std::string& text) {
  if (text.size() <= LABEL_BYTES_MAX) return text;
  std::size_t at = LABEL_BYTES_MAX;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80) --at;
  return text.substr(0, at) + "…";
}

std::string stroke(const char* kind, long x1, long y1, long x2, long y2) {
  std::ostringstream out;
  out << "<line class=\"" << kind << "\" x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2 << "\" y2=\"" << y2
      << "\"/>";
  return out.str();
}

std::string textAt(long x, long y, const char* anchor, const std::string& text, const std::string& whole = {}) {
  std::ostringstream out;
  out << "<text x=\"" << x << "\" y=\"" << y << "\" text-anchor=\"" << anchor << "\">" << xml(text);
  if (!whole.empty()) out << "<title>" << xml(whole) << "</title>";
  out << "</text>";
  return out.str();
}

}  // namespace

Drawing::Drawing(const std::filesystem::path& path)
    : out_(path, std::ios::in | std::ios::out | std::ios::trunc) {
  out_ << head(0, 0) << STYLE << textAt(MAIN_X, TOP - 16, "middle", "main") << '\n';
  tail_ = out_.tellp();
  closeFile();
  if (!out_) throw std::runtime_error("cannot write " + path.string());
}

void Drawing::add(const Sight& sight) {
  const long x = xOf(beginRow(sight.renderer)), y = TOP + rows_ * ROW + ROW / 2;
  const long from = sight.fromMain ? MAIN_X : x, to = sight.fromMain ? x : MAIN_X;
  // A renderer that waits in a sendSync draws the line that its answer goes back on.
  line(stroke(sight.kind == "return" ? "answer" : "frame", from, y, to, y) + "<path class=\"head\" d=\"M" +
       std::to_string(to) + " " + std::to_string(y) + (sight.fromMain ? "l-8 -4v8z\"/>" : "l8 -4v8z\"/>"));
  line(textAt(MAIN_X + 12, y - 4, "start", cutLabel(sight.label), lineOf(sight)));
  endRow();
}

void Drawing::addEnd(std::uint32_t renderer) {
  const std::size_t column = beginRow(renderer);
  const long x = xOf(column), y = TOP + rows_ * ROW + ROW / 2;
  line(stroke("end", x - 6, y, x + 6, y) +
       textAt(x + 10, y + 4, "start", "r" + std::to_string(renderer) + " ended"));
  columns_[column].lives = false;
  endRow();
}

std::size_t Drawing::beginRow(std::uint32_t renderer) {
  out_.seekp(tail_);
  const auto is = [&](const Column& column) { return column.lives && column.renderer == renderer; };
  auto found = std::find_if(columns_.begin(), columns_.end(), is);
  const bool isNew = found == columns_.end();
  if (isNew) {
    found = std::find_if(columns_.begin(), columns_.end(), [](const Column& column) { return !column.lives; });
    if (found == columns_.end()) found = columns_.insert(columns_.end(), Column{});
    *found = {renderer, true};
  }
  // Each row brings its part of the lifelines, so that none has to be made longer.
  const long top = TOP + rows_ * ROW;
  line(stroke("life", MAIN_X, top, MAIN_X, top + ROW));
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].lives && !(isNew && is(columns_[i])))
      line(stroke("life", xOf(i), top, xOf(i), top + ROW));
  const auto column = static_cast<std::size_t>(found - columns_.begin());
  if (isNew) line(textAt(xOf(column), top + ROW / 2 - 8, "middle", "r" + std::to_string(renderer)));
  return column;
}

void Drawing::line(const std::string& svg) { out_ << svg << '\n'; }

void Drawing::endRow() {
  ++rows_;
  tail_ = out_.tellp();
  closeFile();
}

// What ends the file stands behind the last row, and is written over by the next.
void Drawing::closeFile() {
  out_ << "</svg>\n";
  out_.seekp(0);
  const std::size_t columns = std::max<std::size_t>(columns_.size(), 1);
  out_ << head(xOf(columns), TOP + (rows_ + 1) * ROW) << std::flush;
}

}  // namespace triwire::conformance::trace
