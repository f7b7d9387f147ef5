#include "trace/mermaid.h"

#include <stdexcept>
#include <string>

namespace triwire::conformance::trace {
namespace {

/// Mermaid reads ';', '#' and '"' as its own, and "end" alone as a word of its language.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '#' || c == ';' || c == '"' || c == '<' || c == '>' || c == '%')
      out += "#" + std::to_string(static_cast<int>(c)) + ";";
    else
      out += c;
  }
  return out;
}

}  // namespace

MermaidFile::MermaidFile(const std::filesystem::path& path) : out_(path) {
  out_ << "sequenceDiagram\n  participant main\n" << std::flush;
  if (!out_) throw std::runtime_error("cannot write " + path.string());
}

void MermaidFile::add(const Sight& sight) {
  const std::string renderer = "r" + std::to_string(sight.renderer);
  // A renderer that waits in a sendSync draws the line that its answer goes back on.
  const std::string arrow = sight.kind == "return" ? "-->>" : "->>";
  out_ << "  " << (sight.fromMain ? "main" + arrow + renderer : renderer + arrow + "main") << ": "
       << escaped(sight.label) << '\n'
       << std::flush;
}

void MermaidFile::addEnd(std::uint32_t renderer) {
  out_ << "  Note over r" << renderer << ": the link has ended\n" << std::flush;
}

}  // namespace triwire::conformance::trace
